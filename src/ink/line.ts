import { columnsOf, heightOf, union, widthOf } from './columns.js';
import { type Drawing, drawingExtent, type Extent, type Point } from './drawing.js';

/**
 * A stroke of a number, or a part of one that may hold several digits. Lengths are in digit heights, x
 * with the writing's slant taken out, y downwards.
 */
export interface Piece {
  /** Index into the drawing. */
  readonly stroke: number;
  /** Its place among the parts of its stroke, and how many those are. */
  readonly part: number;
  readonly parts: number;
  /** The first and the last of the stroke's points that it holds. */
  readonly from: number;
  readonly to: number;
  /** x, y, x, y, … in even steps along the ink. */
  readonly path: Float64Array;
  readonly box: Extent;
  readonly length: number;
}

/** What two pieces have to do with each other. */
export interface Relation {
  /** Between their nearest points. */
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
  /** @param one, other two indices of pieces. @returns null if they are too far apart for one digit. */
  relate(one: number, other: number): Relation | null;
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
  const extent = drawingExtent(drawing);
  const inked = [...drawing.keys()].filter((stroke) => drawing[stroke]!.length > 0);
  if (!extent || inked.length > maxPieces) return null;
  const strokes = inked.map((stroke) => toUnits(drawing[stroke]!, extent));
  const slant = UPRIGHT * measureSlant(strokes);
  for (const points of strokes) {
    for (let i = 0; i < points.length; i += 2) points[i]! += slant * points[i + 1]!;
  }
  const height = measureHeight(strokes.map(boxOfPoints));
  for (const points of strokes) points.forEach((value, i) => (points[i] = value / height));

  const cuts = chooseCuts(strokes, maxPieces - inked.length);
  const pieces = strokes.flatMap((points, index) => cutStroke(points, inked[index]!, cuts[index]!));
  const places = strokes.map((_, index) => placeOf(strokes, index));
  const placeOfPiece = ({ stroke, parts, box }: Piece) =>
    parts > 1 ? centerOf(box) : places[inked.indexOf(stroke)]!;
  pieces.sort((one, other) => placeOfPiece(one) - placeOfPiece(other));
  const boxes = pieces.map(({ box }) => box);
  const tall = boxes.filter((box) => heightOf(box) > 0.6);
  const digits = tall.length > 0 ? tall : boxes;
  const relations = new Map<number, Relation | null>();
  return {
    pieces,
    top: median(digits.map(({ top }) => top)),
    bottom: median(digits.map(({ bottom }) => bottom)),
    relate(one, other) {
      const key = Math.min(one, other) * 32 + Math.max(one, other);
      const known = relations.get(key);
      if (known !== undefined) return known;
      const relation = relatePieces(pieces[one]!, pieces[other]!);
      relations.set(key, relation);
      return relation;
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

/** Coordinates from 0 to 1 over the longer side. Halves, because a difference may overflow. */
function toUnits(points: readonly Point[], { left, top, right, bottom }: Extent): Float64Array {
  const longer = Math.max(right / 2 - left / 2, bottom / 2 - top / 2) || 1;
  const units = new Float64Array(points.length * 2);
  points.forEach(({ x, y }, index) => {
    units[2 * index] = (x / 2 - left / 2) / longer;
    units[2 * index + 1] = (y / 2 - top / 2) / longer;
  });
  return units;
}

/** How far steep ink goes to the right on its way up, by its height. */
function measureSlant(strokes: readonly Float64Array[]): number {
  let lean = 0;
  let rise = 1e-9;
  for (const points of strokes) {
    for (let i = 2; i < points.length; i += 2) {
      const dx = points[i]! - points[i - 2]!;
      const dy = points[i + 1]! - points[i - 1]!;
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

function centerOf({ left, right }: Extent): number {
  return (left + right) / 2;
}

/** A dab is smaller, and the pen went on where it began or ended. */
const DAB = { size: 0.45, lift: 0.15 };

/** The x that a stroke stands at: its center, or that of the stroke that it is a dab of. */
function placeOf(strokes: readonly Float64Array[], index: number): number {
  const points = strokes[index]!;
  const next = strokes[index + 1];
  const box = boxOfPoints(points);
  const isDab = Math.max(widthOf(box), heightOf(box)) < DAB.size;
  return centerOf(next && isDab && liftBetween(points, next) < DAB.lift ? boxOfPoints(next) : box);
}

/** How far from either end of one stroke the next one begins. */
export function liftBetween(one: Float64Array, next: Float64Array): number {
  const [x, y] = [next[0]!, next[1]!];
  return Math.min(
    Math.hypot(x - one[0]!, y - one[1]!),
    Math.hypot(x - one.at(-2)!, y - one.at(-1)!),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** @param points x, y, x, y, … */
function boxOfPoints(points: Float64Array): Extent {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < points.length; i += 2) {
    box.left = Math.min(box.left, points[i]!);
    box.right = Math.max(box.right, points[i]!);
    box.top = Math.min(box.top, points[i + 1]!);
    box.bottom = Math.max(box.bottom, points[i + 1]!);
  }
  return box;
}

const MIN_STEP = 0.06;
const MAX_STEPS = 48;

/** The points in even steps along the ink; the last step is a shorter one. */
function resample(points: Float64Array): { path: Float64Array; length: number } {
  let length = 0;
  for (let i = 2; i < points.length; i += 2) length += segmentLength(points, i);
  const step = Math.max(MIN_STEP, length / MAX_STEPS);
  const path = [points[0]!, points[1]!];
  let passed = 0;
  let due = step;
  for (let i = 2; i < points.length; i += 2) {
    const long = segmentLength(points, i);
    for (; due <= passed + long; due += step) {
      const along = (due - passed) / long;
      path.push(
        points[i - 2]! + along * (points[i]! - points[i - 2]!),
        points[i - 1]! + along * (points[i + 1]! - points[i - 1]!),
      );
    }
    passed += long;
  }
  path.push(points.at(-2)!, points.at(-1)!);
  return { path: Float64Array.from(path), length };
}

function segmentLength(points: Float64Array, i: number): number {
  return Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!);
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

/** The best cuts of all strokes, at most `max`, as indices of points in ascending order. */
function chooseCuts(strokes: readonly Float64Array[], max: number): number[][] {
  const all = strokes.flatMap((points, stroke) =>
    findCuts(points).map((cut) => ({ ...cut, stroke })),
  );
  all.sort((one, other) => one.overlap - other.overlap);
  const chosen = all.slice(0, max);
  return strokes.map((_, stroke) =>
    chosen
      .filter((cut) => cut.stroke === stroke)
      .map(({ at }) => at)
      .sort((one, other) => one - other),
  );
}

/** Where the pen goes to the right and what was and what comes overlap least. */
function findCuts(points: Float64Array): Cut[] {
  const box = boxOfPoints(points);
  const width = widthOf(box);
  if (width < MIN_WIDTH || width < MIN_ASPECT * heightOf(box)) return [];
  const last = points.length / 2 - 1;
  const stride = Math.max(1, Math.floor(last / MAX_PLACES));
  const possible: Cut[] = [];
  const before = runningBoxes(points, stride);
  const after = runningBoxes(points, -stride);
  for (let at = stride; at < last - 1; at += stride) {
    const one = before.get(at)!;
    const other = after.get(at)!;
    if (points[2 * at + 2]! <= points[2 * at]!) continue;
    if (Math.min(heightOf(one), heightOf(other)) < MIN_HEIGHT) continue;
    const overlap = one.right - other.left;
    // Of equal ones the middle of the way between the digits is best.
    const middle = (points[2 * at]! + points[2 * at + 2]!) / 2;
    const off = Math.abs(middle - (one.right + other.left) / 2);
    if (overlap <= MAX_OVERLAP) possible.push({ at, overlap: overlap + off / 10 });
  }
  possible.sort((one, other) => one.overlap - other.overlap);
  const cuts: Cut[] = [];
  for (const cut of possible) {
    const isApart = cuts.every(
      ({ at }) => Math.abs(points[2 * at]! - points[2 * cut.at]!) >= MIN_APART,
    );
    if (isApart && arePiecesHigh(points, [...cuts, cut])) cuts.push(cut);
    if (cuts.length === MAX_CUTS) break;
  }
  return cuts;
}

function arePiecesHigh(points: Float64Array, cuts: readonly Cut[]): boolean {
  const ends = cuts.map(({ at }) => at + 1).sort((one, other) => one - other);
  return [...ends, points.length / 2].every((end, index) => {
    const from = index > 0 ? ends[index - 1]! : 0;
    return heightOf(boxOfPoints(points.subarray(2 * from, 2 * end))) >= MIN_HEIGHT;
  });
}

/**
 * The boxes of all points up to each that `stride` divides; or, if it is negative, of all after it.
 */
function runningBoxes(points: Float64Array, stride: number): Map<number, Extent> {
  const last = points.length / 2 - 1;
  const boxes = new Map<number, Extent>();
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let step = 0; step <= last; step++) {
    const at = stride > 0 ? step : last - step;
    if (stride < 0 && at % stride === 0) boxes.set(at, { ...box });
    const x = points[2 * at]!;
    const y = points[2 * at + 1]!;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
    if (stride > 0 && at % stride === 0) boxes.set(at, { ...box });
  }
  return boxes;
}

function cutStroke(points: Float64Array, stroke: number, cuts: readonly number[]): Piece[] {
  const ends = [...cuts, points.length / 2 - 1];
  return ends.map((to, part) => {
    const from = part > 0 ? ends[part - 1]! + 1 : 0;
    const own = points.subarray(2 * from, 2 * to + 2);
    return { stroke, part, parts: ends.length, from, to, box: boxOfPoints(own), ...resample(own) };
  });
}

function relatePieces(one: Piece, other: Piece): Relation | null {
  const { left, right, top, bottom } = one.box;
  const across = Math.max(other.box.left - right, left - other.box.right);
  const down = Math.max(other.box.top - bottom, top - other.box.bottom);
  if (Math.max(across, down) > MAX_DISTANCE) return null;
  const [shorter, longer] =
    one.length < other.length ? [one.path, other.path] : [other.path, one.path];
  let distance = Infinity;
  let near = 0;
  for (let i = 0; i < shorter.length; i += 2) {
    let least = Infinity;
    for (let j = 0; j < longer.length; j += 2) {
      const dx = shorter[i]! - longer[j]!;
      const dy = shorter[i + 1]! - longer[j + 1]!;
      least = Math.min(least, dx * dx + dy * dy);
    }
    if (least < NEAR * NEAR) near++;
    distance = Math.min(distance, least);
  }
  const covered = near / (shorter.length / 2);
  return { distance: Math.sqrt(distance), crossings: countCrossings(shorter, longer), covered };
}

function countCrossings(one: Float64Array, other: Float64Array): number {
  let crossings = 0;
  for (let i = 2; i < one.length; i += 2) {
    for (let j = 2; j < other.length; j += 2) {
      if (
        sideOf(one, i, other, j - 2) * sideOf(one, i, other, j) < 0 &&
        sideOf(other, j, one, i - 2) * sideOf(other, j, one, i) < 0
      ) {
        crossings++;
      }
    }
  }
  return crossings;
}

/** On which side of the segment that ends at `i` a point of another path lies. */
function sideOf(path: Float64Array, i: number, other: Float64Array, j: number): number {
  const [x, y] = [path[i - 2]!, path[i - 1]!];
  return (path[i]! - x) * (other[j + 1]! - y) - (path[i + 1]! - y) * (other[j]! - x);
}
