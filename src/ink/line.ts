import {
  columnsOf,
  type Drawing,
  drawingExtent,
  type Extent,
  heightOf,
  type Point,
  union,
  widthOf,
} from './drawing.js';

/**
 * A stroke of a number, or a part of one that may hold several digits. Lengths are in digit heights, x
 * with the writing's slant taken out, y downwards.
 */
export interface Piece {
  /** Its place in the line. */
  readonly index: number;
  /** Index into the drawing. */
  readonly stroke: number;
  /** Its place among the parts of its stroke, and how many those are. */
  readonly part: number;
  readonly parts: number;
  /** The first and the last of the stroke's points that it holds. */
  readonly from: number;
  readonly to: number;
  /** In even steps along the ink. */
  readonly path: Path;
  readonly box: Extent;
  readonly length: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** At least one point. */
type Path = readonly Place[];

/** What two pieces have to do with each other. */
export interface Relation {
  /** Between their nearest points; Infinity if they are too far apart for one digit. */
  readonly distance: number;
  readonly crossings: number;
  /** The fraction of the points of the shorter one that lie on the other. */
  readonly covered: number;
}

/** The ink of a number, as pieces in the order of the x of their centers; dabs with their strokes. */
export interface Line {
  readonly pieces: readonly Piece[];
  /** Of the digits, in the mean. */
  readonly top: number;
  readonly bottom: number;
  relate(one: Piece, other: Piece): Relation;
}

/** A mask has so many bits. */
const MAX_PIECES = 30;

/** Pieces further apart are not of one digit. */
export const MAX_DISTANCE = 0.55;

/** Points nearer than this are on each other. */
const NEAR = 0.07;

/** How much of the slant is taken out. */
const UPRIGHT = 0.7;

/**
 * Lays strokes out as a line: measures its height and slant, cuts strokes that may hold several digits,
 * and sorts the pieces.
 *
 * @param maxPieces fewer strokes are cut if there would be more pieces
 * @returns null if there are more strokes than that, or no points
 */
export function layOutLine(drawing: Drawing, maxPieces = MAX_PIECES): Line | null {
  const inked = [...drawing.keys()].filter((stroke) => drawing[stroke]!.length > 0);
  if (inked.length === 0 || inked.length > maxPieces) return null;
  const strokes = toUnits(inked.map((stroke) => drawing[stroke]!));
  const cuts = chooseCuts(strokes, maxPieces - inked.length);
  const pieces = strokes
    .flatMap((path, index) => {
      const spans = spansOf(path, cuts[index]!);
      const place = placeOf(path, strokes[index + 1]);
      return spans.map(({ from, to }, part) => {
        const own = path.slice(from, to + 1);
        const box = boxOf(own);
        const parts = spans.length;
        const piece = { stroke: inked[index]!, part, parts, from, to, box, ...resample(own) };
        return { ...piece, place: parts > 1 ? centerOf(box) : place };
      });
    })
    .sort((one, other) => one.place - other.place)
    .map((piece, index): Piece => ({ ...piece, index }));
  const tall = pieces.filter(({ box }) => heightOf(box) > 0.6);
  const digits = tall.length > 0 ? tall : pieces;
  const relations: Relation[] = [];
  return {
    pieces,
    top: median(digits.map(({ box }) => box.top)),
    bottom: median(digits.map(({ box }) => box.bottom)),
    relate(one, other) {
      return (relations[one.index * maxPieces + other.index] ??= relatePieces(one, other));
    },
  };
}

/** The ink of some of a line's pieces. Parts of a stroke that follow each other are one stroke again. */
export function drawingOfPieces(drawing: Drawing, pieces: readonly Piece[]): Point[][] {
  const spans: { stroke: number; from: number; to: number }[] = [];
  const inOrder = [...pieces].sort(
    (one, other) => one.stroke - other.stroke || one.part - other.part,
  );
  for (const { stroke, from, to } of inOrder) {
    const last = spans.at(-1);
    if (last?.stroke === stroke && last.to + 1 === from) last.to = to;
    else spans.push({ stroke, from, to });
  }
  return spans.map(({ stroke, from, to }) => drawing[stroke]!.slice(from, to + 1));
}

/** In digit heights, upright. */
function toUnits(drawing: Drawing): Path[] {
  const { left, top, right, bottom } = drawingExtent(drawing)!;
  // Halves, because a difference may overflow.
  const longer = Math.max(right / 2 - left / 2, bottom / 2 - top / 2) || 1;
  const move = (paths: readonly Path[], place: (point: Place) => Place) =>
    paths.map((path) => path.map(place));
  const units = move(drawing, ({ x, y }) => ({
    x: (x / 2 - left / 2) / longer,
    y: (y / 2 - top / 2) / longer,
  }));
  const slant = UPRIGHT * measureSlant(units);
  const upright = move(units, ({ x, y }) => ({ x: x + slant * y, y }));
  const height = measureHeight(upright.map(boxOf));
  return move(upright, ({ x, y }) => ({ x: x / height, y: y / height }));
}

/** How far steep ink goes to the right on its way up, by its height. */
function measureSlant(paths: readonly Path[]): number {
  let lean = 0;
  let rise = 1e-9;
  for (const path of paths) {
    for (const [i, { x, y }] of path.entries()) {
      const before = path[i - 1] ?? { x, y };
      const dx = x - before.x;
      const dy = y - before.y;
      if (Math.abs(dx) > Math.abs(dy)) continue;
      lean += dy > 0 ? -dx : dx;
      rise += Math.abs(dy);
    }
  }
  return lean / rise;
}

/** The median height of the columns, without those that are less than half as high as the highest. */
function measureHeight(boxes: readonly Extent[]): number {
  const columns = columnsOf(boxes).map((members) => members.map((i) => boxes[i]!).reduce(union));
  const heights = columns.map(heightOf);
  const highest = Math.max(...heights);
  const height = median(heights.filter((value) => value >= highest / 2));
  // A dash has no height.
  return Math.max(height, ...columns.map((column) => widthOf(column) / 30)) || 1;
}

export function boxAround(items: readonly { readonly box: Extent }[]): Extent {
  return items.map(({ box }) => box).reduce(union);
}

export function centerOf({ left, right }: Extent): number {
  return (left + right) / 2;
}

/** A dab is smaller, and the pen went on where it began or ended. */
const DAB = { size: 0.45, lift: 0.15 };

/** The x that a stroke stands at: its center, or that of the stroke that it is a dab of. */
function placeOf(path: Path, next: Path | undefined): number {
  const box = boxOf(path);
  const isDab = Math.max(widthOf(box), heightOf(box)) < DAB.size;
  return centerOf(next && isDab && liftBetween(path, next) < DAB.lift ? boxOf(next) : box);
}

/** How far from either end of one stroke the next one begins. */
export function liftBetween(one: Path, next: Path): number {
  return Math.min(distanceOf(next[0]!, one[0]!), distanceOf(next[0]!, one.at(-1)!));
}

export function distanceOf(one: Place, other: Place): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function boxOf(path: Path): Extent {
  return drawingExtent([path])!;
}

const MIN_STEP = 0.06;
const MAX_STEPS = 48;

/** The points in even steps along the ink; the last step is a shorter one. */
function resample(points: Path): Pick<Piece, 'path' | 'length'> {
  const lengths = points.slice(1).map((point, i) => distanceOf(point, points[i]!));
  const length = sum(lengths, (one) => one);
  const step = Math.max(MIN_STEP, length / MAX_STEPS);
  const path = [points[0]!];
  let passed = 0;
  let due = step;
  lengths.forEach((long, i) => {
    const [{ x, y }, next] = [points[i]!, points[i + 1]!];
    for (; due <= passed + long; due += step) {
      const along = (due - passed) / long;
      path.push({ x: x + along * (next.x - x), y: y + along * (next.y - y) });
    }
    passed += long;
  });
  return { path: [...path, points.at(-1)!], length };
}

export function sum<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((total, item) => total + measure(item), 0);
}

/** Where a stroke may be cut. */
interface Cut {
  /** The last point before it. */
  readonly at: number;
  /** How far what was reaches over what comes. */
  readonly overlap: number;
}

const MAX_CUTS = 5;

/** Points that are tried in a stroke, about. */
const MAX_PLACES = 200;

/** A stroke that holds several digits is at least so wide, and so wide for its height. */
const MIN_WIDTH = 0.6;
const MIN_ASPECT = 0.7;

/** A digit of a joined pair is at least as high, and cuts are at least as far apart. */
const MIN_HEIGHT = 0.4;
const MIN_APART = 0.25;
const MAX_OVERLAP = 0.4;

/** The best cuts of all strokes, at most `max`. */
function chooseCuts(strokes: readonly Path[], max: number): Cut[][] {
  const cuts = strokes.map(findCuts);
  const best = cuts.flat().sort(byOverlap).slice(0, max);
  return cuts.map((own) => own.filter((cut) => best.includes(cut)));
}

function byOverlap(one: Cut, other: Cut): number {
  return one.overlap - other.overlap;
}

/** Where the pen goes to the right and what was and what comes overlap least. */
function findCuts(path: Path): Cut[] {
  const box = boxOf(path);
  const width = widthOf(box);
  if (width < MIN_WIDTH || width < MIN_ASPECT * heightOf(box)) return [];
  const stride = Math.max(1, Math.floor((path.length - 1) / MAX_PLACES));
  const count = Math.ceil((path.length - 2) / stride) - 1;
  const places = Array.from({ length: count }, (_, index) => ({ at: (index + 1) * stride }));
  const boxes = boxesOf(path, places);
  const possible = places.flatMap(({ at }, index) => {
    const [{ x }, next] = [path[at]!, path[at + 1]!];
    const one = boxes.slice(0, index + 1).reduce(union);
    const other = boxes.slice(index + 1).reduce(union);
    const overlap = one.right - other.left;
    // Of equal ones the middle of the way between the digits is best.
    const off = Math.abs((x + next.x) / 2 - (one.right + other.left) / 2);
    const isCut = next.x > x && overlap <= MAX_OVERLAP;
    return isCut && [one, other].every(isHigh) ? { at, overlap: overlap + off / 10 } : [];
  });
  const cuts: Cut[] = [];
  for (const cut of possible.sort(byOverlap)) {
    const isApart = cuts.every(({ at }) => Math.abs(path[at]!.x - path[cut.at]!.x) >= MIN_APART);
    if (isApart && boxesOf(path, [...cuts, cut]).every(isHigh)) cuts.push(cut);
  }
  return cuts.slice(0, MAX_CUTS);
}

function boxesOf(path: Path, cuts: readonly Pick<Cut, 'at'>[]): Extent[] {
  return spansOf(path, cuts).map(({ from, to }) => boxOf(path.slice(from, to + 1)));
}

function isHigh(box: Extent): boolean {
  return heightOf(box) >= MIN_HEIGHT;
}

/** The parts of a stroke, by their first and last points. */
function spansOf(path: Path, cuts: readonly Pick<Cut, 'at'>[]): Pick<Piece, 'from' | 'to'>[] {
  const ends = [...cuts.map(({ at }) => at), path.length - 1].sort((one, other) => one - other);
  return ends.map((to, part) => ({ from: part > 0 ? ends[part - 1]! + 1 : 0, to }));
}

function relatePieces(one: Piece, other: Piece): Relation {
  const across = Math.max(one.box.left, other.box.left) - Math.min(one.box.right, other.box.right);
  const down = Math.max(one.box.top, other.box.top) - Math.min(one.box.bottom, other.box.bottom);
  if (Math.max(across, down) > MAX_DISTANCE)
    return { distance: Infinity, crossings: 0, covered: 0 };
  const [shorter, longer] =
    one.length < other.length ? [one.path, other.path] : [other.path, one.path];
  const squares = shorter.map(({ x, y }) =>
    longer.reduce(
      (least, point) => Math.min(least, (x - point.x) ** 2 + (y - point.y) ** 2),
      Infinity,
    ),
  );
  return {
    distance: Math.sqrt(Math.min(...squares)),
    crossings: countCrossings(shorter, longer),
    covered: squares.filter((square) => square < NEAR * NEAR).length / squares.length,
  };
}

function countCrossings(one: Path, other: Path): number {
  let crossings = 0;
  for (let i = 1; i < one.length; i++) {
    for (let j = 1; j < other.length; j++) {
      if (areApart(one, i, other, j) && areApart(other, j, one, i)) crossings++;
    }
  }
  return crossings;
}

/** Whether a segment's ends are on different sides of the other path's segment that ends at `i`. */
function areApart(path: Path, i: number, other: Path, j: number): boolean {
  return sideOf(path, i, other[j - 1]!) * sideOf(path, i, other[j]!) < 0;
}

function sideOf(path: Path, i: number, { x, y }: Place): number {
  const [start, end] = [path[i - 1]!, path[i]!];
  return (end.x - start.x) * (y - start.y) - (end.y - start.y) * (x - start.x);
}
