import { heightOf } from '../../../src/ink/drawing.js';
import { type Drawing, drawingExtent, type Point } from '../../../src/ink/index.js';
import { createRandom, type Random } from '../../lib/random.js';
import {
  listStrokeSources,
  readStrokes,
  readWrongLabels,
  type StrokePart,
  type StrokeSample,
  wrongLabelsOf,
} from '../../lib/strokes.js';
import { type NumberSample, readSigns } from './samples.js';

/** How the digits of a composed number stand. Probabilities from 0 to 1, lengths in digit heights. */
export interface Composition {
  /** How many digits: one of these. */
  readonly lengths: readonly number[];
  /** Of gaps that are as in `spread`, as `tight` ink, or overlapping boxes. */
  readonly tight: number;
  readonly overlap: number;
  readonly join: number;
  readonly lift: number;
  readonly late: number;
  readonly twice: number;
  readonly specks: number;
  readonly minus: number;
  readonly point: number;
}

export const MIXED: Composition = {
  lengths: [1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6],
  tight: 0.2,
  overlap: 0.5,
  join: 0.08,
  lift: 0.14,
  late: 0.04,
  twice: 0.02,
  specks: 0.03,
  minus: 0.15,
  point: 0.25,
};

/** Whole numbers of digits as they were written, nothing else. */
const PLAIN: Composition = {
  ...MIXED,
  lengths: [1, 2, 3, 4, 5, 6],
  overlap: 0.25,
  lift: 0,
  join: 0,
  late: 0,
  twice: 0,
  specks: 0,
  minus: 0,
  point: 0,
};

/** What `evaluate` measures, by name. */
export const COMPOSITIONS: Readonly<Record<string, Composition>> = {
  'mixed gaps': { ...PLAIN, overlap: 0.06 },
  'all overlapping': { ...PLAIN, lengths: [2, 3, 4, 5, 6], tight: 0, overlap: 1 },
  'half joined': { ...PLAIN, lengths: [2, 3, 4, 5, 6], join: 0.5 },
  negative: { ...PLAIN, minus: 1 },
  point: { ...PLAIN, lengths: [2, 3, 4, 5], point: 1 },
};

/** Numbers of the writers of one part. */
export async function composeNumbers(
  data: string,
  part: StrokePart,
  how: Composition,
  count: number,
  seed: number,
): Promise<NumberSample[]> {
  const writers = groupByWriter(await readDigits(data, part));
  const signs = await readSigns(data, part);
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom('number', seed, index);
    const digits = writers[random.integer(writers.length)]!;
    return composeNumber({ digits, signs }, how, random);
  });
}

async function readDigits(data: string, part: StrokePart): Promise<StrokeSample[]> {
  const list = await readWrongLabels();
  const sources = await listStrokeSources(data, part);
  const digits = sources.map(async (source) => {
    const all = await readStrokes(data, source, part);
    const wrong = wrongLabelsOf(list, source, part, all);
    return all.filter(({ line }) => !wrong.has(line));
  });
  return (await Promise.all(digits)).flat();
}

/** The digits of one writer, and the signs of all. */
export interface Pen {
  readonly digits: readonly StrokeSample[];
  readonly signs: ReadonlyMap<string, readonly Drawing[]>;
}

/** The writers with at least ten digits. */
export function groupByWriter(samples: readonly StrokeSample[]): StrokeSample[][] {
  const writers = new Map<string, StrokeSample[]>();
  for (const sample of samples) {
    const own = writers.get(sample.writer) ?? [];
    own.push(sample);
    writers.set(sample.writer, own);
  }
  return [...writers.values()].filter(({ length }) => length >= 10);
}

interface Mark {
  readonly text: string;
  readonly strokes: Point[][];
}

/** A number made of digits that one writer wrote alone. */
export function composeNumber(pen: Pen, how: Composition, random: Random): NumberSample {
  const marks = chooseMarks(pen, how, random);
  const slant = random.normal() * 0.1;
  const drift = random.normal() * 0.03;
  const placed: { points: Point[]; owner: number[] }[] = [];
  let before: Mark | undefined;
  let x = 0;
  marks.forEach((mark, index) => {
    const areDigits = before && isDigitText(before.text) && isDigitText(mark.text);
    const isTight = random.uniform() < how.tight && areDigits;
    const gap = chooseGap(mark, before, how, random);
    const left = before && isTight ? tightLeft(mark, before, random) : x + gap;
    const own = move(mark.strokes, left, drift * index + random.normal() * 0.05);
    const moved = { text: mark.text, strokes: own };
    const strokes = own.map((points) => ({ points, owner: points.map(() => index) }));
    const last = placed.at(-1);
    if (last && areDigits && random.uniform() < how.join && canJoin(last.points, own[0]!)) {
      join(last, strokes.shift()!);
    }
    placed.push(...strokes);
    x = drawingExtent(own)!.right;
    before = moved;
  });
  if (random.uniform() < how.late) {
    const late = random.integer(placed.length);
    placed.push(...placed.splice(late, 1));
  }
  if (random.uniform() < how.specks) placed.push(speck(x, random));
  return {
    label: marks.map(({ text }) => text).join(''),
    drawing: placed.map(({ points }) => points.map((p) => ({ x: p.x - slant * p.y, y: p.y }))),
    owners: placed.map(({ owner }) => owner),
  };
}

function isDigitText(text: string): boolean {
  return text >= '0' && text <= '9';
}

function chooseMarks({ digits, signs }: Pen, how: Composition, random: Random): Mark[] {
  const height = medianHeight(digits);
  const length = pick(how.lengths, random);
  const marks = Array.from({ length }, () => {
    const { label, drawing } = pick(digits, random);
    const size = (1 + random.normal() * 0.06) / height;
    const strokes = standOnLine(drawing, size);
    if (random.uniform() < how.twice) strokes.push(...writeOver(label, digits, size, random));
    if (random.uniform() < how.lift) lift(strokes, random);
    return { text: String(label), strokes };
  });
  if (length > 1 && random.uniform() < how.point) {
    const strokes = standOnLine(pick(signs.get(pick(['.', '.', ','], random))!, random), 1);
    const size = pick(['dot', 'tick'], random) === 'dot' ? 0.1 : 0.35;
    const scaled = resize(strokes, random.between(0.02, size));
    const mark = { text: '.', strokes: move(scaled, 0, random.normal() * 0.06 + 0.05) };
    marks.splice(1 + random.integer(length - 1), 0, mark);
  }
  if (random.uniform() < how.minus) {
    const strokes = resize(
      standOnLine(pick(signs.get('-')!, random), 1),
      random.between(0.25, 0.75),
    );
    marks.unshift({ text: '-', strokes: move(strokes, 0, -0.45 + random.normal() * 0.1) });
  }
  return marks;
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)]!;
}

function medianHeight(digits: readonly StrokeSample[]): number {
  const heights = digits.map(({ drawing }) => heightOf(drawingExtent(drawing)!));
  heights.sort((one, other) => one - other);
  return heights[heights.length >> 1]! || 1;
}

/** Scales a drawing and moves its lower left corner to the origin. */
function standOnLine(drawing: Drawing, size: number): Point[][] {
  const { left, bottom } = drawingExtent(drawing)!;
  return drawing
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => stroke.map(({ x, y }) => ({ x: (x - left) * size, y: (y - bottom) * size })));
}

/** Scales a sign so that its longer side has this length. */
function resize(strokes: Point[][], side: number): Point[][] {
  const extent = drawingExtent(strokes)!;
  const longer = Math.max(heightOf(extent), extent.right - extent.left) || 1;
  return standOnLine(strokes, side / longer);
}

function move(strokes: readonly (readonly Point[])[], right: number, down: number): Point[][] {
  return strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: x + right, y: y + down })));
}

function chooseGap(mark: Mark, before: Mark | undefined, how: Composition, random: Random): number {
  if (!before) return 0;
  if (!isDigitText(mark.text) || !isDigitText(before.text)) return random.between(0.04, 0.6);
  const width = (strokes: Point[][]) =>
    drawingExtent(strokes)!.right - drawingExtent(strokes)!.left;
  if (random.uniform() < how.overlap) {
    const narrower = Math.min(width(mark.strokes), width(before.strokes));
    return -0.01 - random.between(0.05, 0.4) * narrower;
  }
  const gap = 0.28 + random.normal() * 0.17 + (random.uniform() < 0.1 ? random.between(0, 1) : 0);
  return Math.max(0.02, gap);
}

/** Moves a digit towards the one before until their ink nearly touches. */
function tightLeft(mark: Mark, before: Mark, random: Random): number {
  const wanted = random.between(0.03, 0.25);
  const { left, right } = drawingExtent(before.strokes)!;
  const points = before.strokes.flat();
  const own = mark.strokes.flat();
  const isFree = (at: number): boolean =>
    own.every((one) => points.every((p) => Math.hypot(one.x + at - p.x, one.y - p.y) > wanted));
  let at = right + wanted;
  while (at > (left + right) / 2 && isFree(at - 0.05)) at -= 0.05;
  return at;
}

function canJoin(from: readonly Point[], to: readonly Point[]): boolean {
  const one = from.at(-1)!;
  const other = to[0]!;
  return other.x > one.x && Math.hypot(other.x - one.x, other.y - one.y) < 1.1;
}

/** The pen stays down between two digits. */
function join(
  one: { points: Point[]; owner: number[] },
  other: { points: Point[]; owner: number[] },
): void {
  const from = one.points.at(-1)!;
  const to = other.points[0]!;
  const steps = 8;
  for (let step = 1; step < steps; step++) {
    const along = step / steps;
    one.points.push({ x: from.x + along * (to.x - from.x), y: from.y + along * (to.y - from.y) });
    one.owner.push(along < 0.5 ? one.owner.at(-1)! : other.owner[0]!);
  }
  one.points.push(...other.points);
  one.owner.push(...other.owner);
}

/** Lifts the pen once within a digit. */
function lift(strokes: Point[][], random: Random): void {
  const index = random.integer(strokes.length);
  const points = strokes[index]!;
  if (points.length < 8) return;
  const at = Math.floor(random.between(0.2, 0.8) * points.length);
  const skipped = Math.floor(random.between(0, 0.06) * points.length);
  const [right, down] = [random.normal() * 0.04, random.normal() * 0.03];
  const rest = move([points.slice(at + 1 + skipped)], right, down);
  strokes.splice(index, 1, points.slice(0, at + 1), ...rest);
}

/** The same digit again on the same place. */
function writeOver(
  label: number,
  digits: readonly StrokeSample[],
  size: number,
  random: Random,
): Point[][] {
  const same = digits.filter((digit) => digit.label === label);
  const again = standOnLine(pick(same, random).drawing, size);
  return move(again, random.normal() * 0.04, random.normal() * 0.04);
}

function speck(right: number, random: Random): { points: Point[]; owner: number[] } {
  const x = random.between(-0.3, right + 0.3);
  const y = random.between(-1.3, 0.3);
  const points = Array.from({ length: 1 + random.integer(3) }, () => ({
    x: x + random.between(-0.02, 0.02),
    y: y + random.between(-0.02, 0.02),
  }));
  return { points, owner: points.map(() => -1) };
}
