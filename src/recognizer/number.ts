import { columnsOfStrokes, heightOf, widthOf } from '../ink/drawing.js';
import {
  describeValue,
  type Drawing,
  drawingExtent,
  drawingToImage,
  type Preprocessing,
} from '../ink/index.js';
import { createGroup, findGroups, type Group } from '../ink/groups.js';
import { drawingOfPieces, layOutLine, type Line } from '../ink/line.js';
import {
  buildGraph,
  createCandidates,
  probabilitiesOf,
  type Read,
  readLogits,
  readLogs,
  searchSpellings,
  type Spelling,
  temper,
} from '../ink/lattice.js';
import { FIELD, TEMPERATURE } from './number-weights.js';
import {
  type NumberDigit,
  type NumberOptions,
  type NumberResult,
  type PinnedGroup,
  RecognizerError,
} from './types.js';

type Answer = Omit<NumberResult, 'backend' | 'elapsed'>;

/** The answer for ink that is no number. */
const NO_NUMBER: Answer = freeze({ value: '', confidence: 0, alternatives: [], digits: [] });

/** What a network gives for an image, in the order of the digits 0 to 9. */
export type SortedOutputs =
  | { readonly logits: readonly number[]; readonly notADigit?: number | undefined }
  | { readonly probabilities: readonly number[] };

function toRead(outputs: SortedOutputs): Read {
  if ('logits' in outputs) return readLogits(outputs.logits, outputs.notADigit);
  return readLogs(outputs.probabilities.map((value) => Math.log(Math.max(value, 1e-9))));
}

type ReadAll = (drawings: readonly Drawing[]) => Promise<readonly Read[]>;

/**
 * @param drawing without strokes if the ink is too small for a number
 * @param readImages runs the network
 * @throws RecognizerError `options-invalid`
 */
export type ReadNumber = (
  drawing: Drawing,
  options: NumberOptions,
  readImages: (images: readonly Float32Array[]) => Promise<readonly SortedOutputs[]>,
) => Promise<Answer>;

/** Reads numbers, and remembers the candidates of the last one: another stroke costs few reads. */
export function createNumberReader(preparation: Preprocessing): ReadNumber {
  let known: ReadonlyMap<number, Read> = new Map();
  return async (drawing, options, readImages) => {
    const readAll: ReadAll = async (drawings) => {
      const keys = drawings.map(fingerprint);
      const fresh = [...keys.keys()].filter((index) => !known.has(keys[index]!));
      const images = fresh.map((index) => drawingToImage(drawings[index]!, preparation)!);
      const outputs = images.length > 0 ? await readImages(images) : [];
      const added = new Map(fresh.map((index, place) => [keys[index]!, toRead(outputs[place]!)]));
      const all = keys.map((key) => known.get(key) ?? added.get(key)!);
      known = new Map(keys.map((key, index) => [key, all[index]!]));
      return all;
    };
    if (drawing.length === 0) return NO_NUMBER;
    checkOptions(options, drawing.length);
    const clean = withoutSpecks(drawing, options, MAX_SPECKS);
    const line = layOutLine(clean);
    const answer = line && (await readLine(clean, line, options, readAll));
    return freeze(answer ?? (await readColumns(withoutSpecks(drawing, options, 0), readAll)));
  };
}

/** @throws RecognizerError `options-invalid` */
function checkOptions(
  { minLength = 0, maxLength = 0, groups = [], apart = [] }: NumberOptions,
  count: number,
): void {
  const refuse = (name: string, value: unknown, expected: string): never => {
    const given = typeof value === 'string' ? JSON.stringify(value) : describeValue(value);
    throw new RecognizerError('options-invalid', `${name} is ${given}; it must be ${expected}.`);
  };
  for (const [name, length] of Object.entries({ minLength, maxLength })) {
    const isCount = typeof length === 'number' && length >= 0;
    if (!isCount) refuse(name, length, 'a number of digits, 0 or more');
  }
  const checkStrokes = (name: string, strokes: unknown): void => {
    if (!Array.isArray(strokes)) return refuse(name, strokes, 'an array of indices of strokes');
    for (const stroke of strokes) {
      const isStroke = Number.isInteger(stroke) && stroke >= 0 && stroke < count;
      if (!isStroke) refuse(`an index in ${name}`, stroke, `that of one of the ${count} strokes`);
    }
  };
  if (!Array.isArray(groups)) refuse('groups', groups, 'an array of { strokes, text }');
  groups.forEach((group: PinnedGroup | null | undefined, index) => {
    const { strokes, text } = group ?? {};
    checkStrokes(`groups[${index}].strokes`, strokes);
    const isDigit = text === undefined || (typeof text === 'string' && /^[0-9]$/.test(text));
    if (!isDigit) refuse(`groups[${index}].text`, text, "a digit, '0' to '9', or left out");
  });
  if (!Array.isArray(apart)) refuse('apart', apart, 'an array of arrays of indices of strokes');
  apart.forEach((strokes, index) => checkStrokes(`apart[${index}]`, strokes));
}

/** A speck is smaller than this fraction of the highest stroke. */
const SPECK = 1 / 8;

/** The field says what so few specks are. It was trained with no more, and each takes a piece of the line. */
const MAX_SPECKS = 4;

/** A point among specks is at least so many times as large as the next. */
const POINT = 2;

/** Without the strokes that are specks, if there are more than `max`: those are empty then. */
function withoutSpecks(
  drawing: Drawing,
  { decimal = false, groups = [] }: NumberOptions,
  max: number,
): Drawing {
  const boxes = drawing.map((stroke) => drawingExtent([stroke]));
  const heights = boxes.map((box) => (box ? heightOf(box) : 0));
  const sizes = boxes.map((box, stroke) => (box ? Math.max(widthOf(box), heights[stroke]!) : 0));
  const least = SPECK * heights.reduce((most, height) => Math.max(most, height), 0);
  const pinned = new Set(groups.flatMap(({ strokes }) => strokes));
  const specks = [...drawing.keys()]
    .filter((stroke) => boxes[stroke] && sizes[stroke]! < least && !pinned.has(stroke))
    .sort((one, other) => sizes[other]! - sizes[one]!);
  if (specks.length <= max) return drawing;
  const [largest, next = 0] = specks.map((stroke) => sizes[stroke]!);
  if (decimal && largest! > POINT * next) specks.shift();
  const gone = new Set(specks);
  return drawing.map((stroke, index) => (gone.has(index) ? [] : stroke));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

/** @returns null if there are too many ways to group the pieces */
async function readLine(
  drawing: Drawing,
  line: Line,
  options: NumberOptions,
  readAll: ReadAll,
): Promise<Answer | null> {
  const { signed = false, decimal = false, minLength = 1, maxLength = Infinity, groups } = options;
  const allowed = constrain(line, findGroups(line), options);
  const reads = await readAll(allowed.map(({ pieces }) => drawingOfPieces(drawing, pieces)));
  const pins = new Map(groups?.map(({ strokes, text }) => [keyOf(strokes), text]));
  const candidates = createCandidates(
    allowed,
    allowed.map((group, index) => {
      const text = pins.get(keyOf(group.strokes));
      return text === undefined ? reads[index]! : certain(text);
    }),
  ).map((candidate) => {
    const { strokes, features } = candidate;
    // It is no minus, point or speck.
    return pins.has(keyOf(strokes))
      ? { ...candidate, features: { digit: features.digit! } }
      : candidate;
  });
  const full = 2 ** line.pieces.length - 1;
  // If the ink cannot be read with so many digits, its length is what it is.
  for (const lengths of [
    { minLength, maxLength },
    { minLength: 1, maxLength: Infinity },
  ]) {
    const nodes = buildGraph(candidates, full, { signed, decimal, ...lengths });
    if (!nodes) return null;
    const spellings = searchSpellings(line, nodes, FIELD);
    if (spellings.length > 0) return answerOf(spellings, drawing);
  }
  return NO_NUMBER;
}

/** The candidates that what the user said leaves. */
function constrain(
  line: Line,
  groups: readonly Group[],
  { groups: pins = [], apart = [] }: NumberOptions,
): Group[] {
  let left = [...groups];
  let taken = 0;
  // The later of two with the same stroke counts.
  for (const { strokes } of [...pins].reverse()) {
    const own = line.pieces.filter(({ stroke }) => strokes.includes(stroke));
    if (own.length === 0) continue;
    const pinned = createGroup(line, own);
    if (taken & pinned.mask) continue;
    taken |= pinned.mask;
    left = [...left.filter(({ mask }) => (mask & pinned.mask) === 0), pinned];
  }
  const forbidden = new Set(apart.map(keyOf));
  // A part of a stroke is not that stroke.
  const isAllowed = ({ strokes, pieces }: Group) =>
    !forbidden.has(keyOf(strokes)) || (strokes.length === 1 && pieces.length < pieces[0]!.parts);
  const covered = left.filter(isAllowed).reduce((mask, group) => mask | group.mask, 0);
  // What nothing else covers stays.
  return left.filter((group) => isAllowed(group) || (group.mask & ~covered) !== 0);
}

function keyOf(strokes: readonly number[]): string {
  return [...new Set(strokes)].sort((one, other) => one - other).join(' ');
}

/** The read of a digit that the user gave. */
function certain(text: string): Read {
  return readLogs(Array.from({ length: 10 }, (_, digit) => (String(digit) === text ? 0 : -50)));
}

/** More columns are not a number. */
const MAX_COLUMNS = 64;

/** A plain rule: what stands one above the other is a digit. */
async function readColumns(drawing: Drawing, readAll: ReadAll): Promise<Answer> {
  const columns = columnsOfStrokes(drawing);
  if (columns.length > MAX_COLUMNS) return NO_NUMBER;
  const drawings = columns.map((strokes) => strokes.map((stroke) => drawing[stroke]!));
  const reads = await readAll(drawings);
  const digits = columns.map((strokes, index) => {
    const { logs } = reads[index]!;
    const text = String(logs.indexOf(Math.max(...logs)));
    return toDigit(text, reads[index]!, 1, strokes, drawings[index]!);
  });
  const value = digits.map(({ text }) => text).join('');
  const confidence = digits.reduce((product, digit) => product * digit.confidence, 1);
  return { value, confidence, alternatives: [], digits };
}

function answerOf(spellings: readonly Spelling[], drawing: Drawing): Answer {
  const numbers = probabilitiesOf(spellings).map(([value, probability]) => ({
    value,
    confidence: temper(probability, TEMPERATURE),
  }));
  const { value, confidence } = numbers[0]!;
  const { groups } = spellings.find((spelling) => spelling.value === value)!;
  const digits = groups.flatMap(({ candidate, text }) => {
    if (text === '') return [];
    const grouped = spellings
      .filter((spelling) => spelling.groups.some((group) => group.candidate === candidate))
      .reduce((sum, { log }) => sum + Math.exp(log), 0);
    const own = drawingOfPieces(drawing, candidate.pieces);
    return toDigit(text, candidate.read, Math.min(1, grouped), candidate.strokes, own);
  });
  return { value, confidence, alternatives: numbers.slice(1), digits };
}

/** Digits that are less probable are not offered. */
const MIN_ALTERNATIVE = 0.01;

/** @param grouped the probability that the strokes are one digit or sign */
function toDigit(
  text: string,
  { logs }: Read,
  grouped: number,
  strokes: readonly number[],
  own: Drawing,
): NumberDigit {
  const box = drawingExtent(own)!;
  if (text === '-' || text === '.') {
    return { text, confidence: grouped, strokes, box, alternatives: [] };
  }
  const read = logs.map((log, digit) => ({
    text: String(digit),
    confidence: grouped * Math.exp(log),
  }));
  const alternatives = read
    .filter((other) => other.text !== text && other.confidence >= MIN_ALTERNATIVE)
    .sort((one, other) => other.confidence - one.confidence);
  const { confidence } = read[Number(text)]!;
  return { text, confidence, strokes, box, alternatives };
}

/** A prime; 31 times as much is exact in a double. */
const MODULUS = 2 ** 47 - 115;

/** Tells ink apart by its points: a polynomial hash. */
function fingerprint(drawing: Drawing): number {
  const numbers = drawing.flatMap((stroke) => [
    stroke.length,
    ...stroke.flatMap(({ x, y }) => [x, y]),
  ]);
  const words = new Uint32Array(Float64Array.from(numbers).buffer);
  return words.reduce((hash, word) => (31 * hash + word) % MODULUS, 0);
}
