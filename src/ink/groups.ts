import { type Extent, heightOf, widthOf } from './drawing.js';
import {
  boxAround,
  centerOf,
  distanceOf,
  liftBetween,
  type Line,
  MAX_DISTANCE,
  type Piece,
  sum,
} from './line.js';

/** Pieces that may be one digit or sign. */
export interface Group {
  /** Bit i stands for piece i of the line. */
  readonly mask: number;
  /** In the order of the line. */
  readonly pieces: readonly Piece[];
  /** Indices into the drawing, ascending. */
  readonly strokes: readonly number[];
  readonly box: Extent;
  /** What a score depends on, of ink alone. */
  readonly shape: Shape;
}

/** Wider ink is not one digit. */
const MAX_WIDTH = 1.9;
const MAX_STROKES = 4;

/** The pieces of a digit are among so many that follow each other. */
const WINDOW = 7;

/** Candidates that begin with one piece, at most. */
const MAX_GROUPS = 10;

/** Candidates of a line, at most, as each is read. Numbers of up to twelve digits are read as well with so few. */
const MAX_CANDIDATES = 60;

/** One digit in 1,500 of several strokes is looser, and half of the pieces of different digits. */
const MAX_LOOSENESS = 2.8;

/** The candidates. Each single piece is one, so all ink can be covered. */
export function findGroups(line: Line): Group[] {
  const groups = line.pieces.map((first) => {
    const found: Group[] = [];
    const visit = (pieces: readonly Piece[]): void => {
      if (mayBeDigit(line, pieces)) found.push(createGroup(line, pieces));
      for (const next of line.pieces.slice(pieces.at(-1)!.index + 1, first.index + WINDOW)) {
        const more = [...pieces, next];
        if (mayGrow(more)) visit(more);
      }
    };
    visit([first]);
    const [alone, ...others] = found;
    return { alone: alone!, several: tightest(others, MAX_GROUPS - 1) };
  });
  const several = groups.flatMap((group) => group.several);
  const kept = new Set(tightest(several, MAX_CANDIDATES - groups.length));
  return groups.flatMap(({ alone, several }) => [
    alone,
    ...several.filter((group) => kept.has(group)),
  ]);
}

/** The least loose ones first. */
function tightest(groups: readonly Group[], max: number): Group[] {
  return groups
    .filter(({ shape }) => shape.looseness < MAX_LOOSENESS)
    .sort((one, other) => one.shape.looseness - other.shape.looseness)
    .slice(0, max);
}

/** @param pieces in the order of the line */
export function createGroup(line: Line, pieces: readonly Piece[]): Group {
  const strokes = strokesOf(pieces);
  const box = boxAround(pieces);
  const shape = measureShape(line, pieces, strokes, box);
  const mask = pieces.reduce((bits, { index }) => bits | (1 << index), 0);
  return { mask, pieces, strokes, box, shape };
}

function strokesOf(pieces: readonly Piece[]): number[] {
  return [...new Set(pieces.map(({ stroke }) => stroke))].sort((one, other) => one - other);
}

function mayGrow(pieces: readonly Piece[]): boolean {
  // The bar of a 5 may be long.
  const high = pieces.filter(({ box }) => heightOf(box) > 0.45);
  return (
    strokesOf(pieces).length <= MAX_STROKES &&
    widthOf(boxAround(pieces)) <= 2 * MAX_WIDTH &&
    (high.length === 0 || widthOf(boxAround(high)) <= MAX_WIDTH)
  );
}

function mayBeDigit(line: Line, pieces: readonly Piece[]): boolean {
  return longestLink(line, pieces) <= MAX_DISTANCE && areParts(pieces);
}

/** Whether the parts of each stroke follow each other. */
function areParts(pieces: readonly Piece[]): boolean {
  return pieces.every(({ stroke }) => {
    const parts = pieces.filter((piece) => piece.stroke === stroke).map(({ part }) => part);
    return Math.max(...parts) - Math.min(...parts) < parts.length;
  });
}

/** The longest link of the shortest tree that joins the pieces; 0 if there is only one. */
function longestLink(line: Line, [first, ...others]: readonly Piece[]): number {
  const joined = [first!];
  let longest = 0;
  while (others.length > 0) {
    const links = others.map((piece) =>
      Math.min(...joined.map((one) => line.relate(one, piece).distance)),
    );
    const shortest = Math.min(...links);
    longest = Math.max(longest, shortest);
    joined.push(...others.splice(links.indexOf(shortest), 1));
  }
  return longest;
}

/** Measures of a group, in digit heights. */
export interface Shape {
  /** That one digit has: its size, and how its strokes lie to each other. */
  readonly digit: readonly number[];
  /** That a minus, a point and a speck have, which are one piece. */
  readonly sign: readonly number[];
  /** How little several pieces look like one digit, before anything is read. */
  readonly looseness: number;
  /** Height of its lowest stroke; 0 if there is only one. */
  readonly lowest: number;
}

export const DIGIT_MEASURES = 29;
export const SIGN_MEASURES = 14;
export const PAIR_MEASURES = 12;

function measureShape(
  line: Line,
  pieces: readonly Piece[],
  strokes: readonly number[],
  box: Extent,
): Shape {
  const width = widthOf(box);
  const height = heightOf(box);
  const size = Math.max(width, height);
  const log = Math.log(Math.max(0.05, height));
  const pairs = pieces.flatMap((one, i) =>
    pieces.slice(i + 1).flatMap((other) => {
      if (one.stroke === other.stroke) return [];
      const [earlier, later] = one.stroke < other.stroke ? [one, other] : [other, one];
      const overlap =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const { crossings, covered } = line.relate(one, other);
      return {
        crossings,
        covered,
        overlap,
        shared: Math.max(0, overlap) / narrowerOf(one.box, other.box),
        backwards: Number(later.box.right < earlier.box.left + 0.1),
      };
    }),
  );
  const aside = Math.max(0, ...pairs.map(({ overlap }) => -overlap));
  // A user may say that strokes far from each other are one digit.
  const link = Math.min(MAX_DISTANCE, longestLink(line, pieces));
  const count = strokes.length;
  const skipped = strokes.at(-1)! - strokes[0]! + 1 - count;
  const length = sum(pieces, (piece) => piece.length);
  const ends = countCutEnds(pieces);
  const boxes = strokes.map((stroke) =>
    boxAround(pieces.filter((piece) => piece.stroke === stroke)),
  );
  const crossings = sum(pairs, (pair) => pair.crossings);
  const lowest = count > 1 ? Math.min(...boxes.map(heightOf)) : 0;
  const centers = boxes.map(centerOf);
  const apart = Math.max(...centers) - Math.min(...centers);
  return {
    // By logistic regression.
    looseness:
      1.6 * link + 0.7 * aside + 0.8 * ends + (2.3 + 3.5 * lowest) * apart - width - 1.2 * lowest,
    lowest,
    digit: [
      1,
      log,
      log * log,
      Math.max(0, 0.4 - size),
      Math.min(2, width),
      clamp(width - 0.7, 1),
      clamp(width - 1.1, 1),
      Math.abs((box.top + box.bottom - line.top - line.bottom) / 2),
      Math.max(0, line.bottom - 0.35 - box.bottom),
      Number(count === 2),
      Number(count === 3),
      Number(count > 3),
      link,
      Math.max(0, link - 0.15),
      aside,
      Math.max(0, aside - 0.1),
      sum(pairs, (pair) => pair.shared),
      Math.min(3, crossings),
      Math.max(0, ...pairs.map(({ covered }) => covered)),
      Math.min(2, skipped),
      sum(pairs, (pair) => pair.backwards),
      ends,
      pieces.length - count,
      Math.max(0, length / Math.max(0.3, size) - 3.5),
      lowest,
      apart,
      lowest * apart,
      crossings > 0 ? 0 : lowest,
      Math.min(0.3, link) * lowest,
    ],
    sign: pieces.length > 1 ? [] : measureSign(line, pieces[0]!),
  };
}

/** From 0 to `max`. */
function clamp(value: number, max: number): number {
  return Math.min(max, Math.max(0, value));
}

function narrowerOf(one: Extent, other: Extent): number {
  return Math.max(0.1, Math.min(widthOf(one), widthOf(other)));
}

/** How many ends of its strokes a group owes to cuts. */
function countCutEnds(pieces: readonly Piece[]): number {
  const has = (stroke: number, part: number) =>
    pieces.some((piece) => piece.stroke === stroke && piece.part === part);
  return sum(
    pieces,
    ({ stroke, part, parts }) =>
      Number(part > 0 && !has(stroke, part - 1)) +
      Number(part < parts - 1 && !has(stroke, part + 1)),
  );
}

function measureSign(line: Line, piece: Piece): number[] {
  const { box, path, length } = piece;
  const width = widthOf(box);
  const height = heightOf(box);
  const size = Math.max(width, height);
  const before = line.pieces.filter((other) => centerOf(other.box) < centerOf(box));
  const after = line.pieces.filter((other) => other !== piece && !before.includes(other));
  const gapBefore = box.left - Math.max(...before.map((other) => other.box.right));
  const gapAfter = Math.min(...after.map((other) => other.box.left)) - box.right;
  const neighbor = before.findLast((other) => heightOf(other.box) > 0.5);
  const base = neighbor?.box.bottom ?? line.bottom;
  const middle = (box.top + box.bottom) / 2;
  const isNear = (y: number, far: number) => Math.exp(-(((middle - y) / far) ** 2));
  return [
    1,
    size,
    size * size,
    height,
    width,
    Math.abs((box.top + box.bottom - line.top - line.bottom) / 2),
    Math.min(1, Math.abs(middle - base)),
    length > 0.1 ? 1 - distanceOf(path[0]!, path.at(-1)!) / length : 0,
    Math.min(0.5, Math.max(-0.5, gapBefore)),
    Math.min(0.5, Math.max(-0.5, gapAfter)),
    isNear(base, 0.2),
    isNear((line.top + line.bottom) / 2, 0.25),
    Number(before.length > 0 && after.length > 0),
    Number(before.length === 0),
  ];
}

/** How one group follows another. */
export function measurePair(line: Line, one: Group, other: Group): number[] {
  const gap = other.box.left - one.box.right;
  const pairs = one.pieces.flatMap((piece) => other.pieces.map((next) => [piece, next] as const));
  const uncut = pairs.filter(([piece, next]) => !isCutBetween(piece, next));
  const relations = uncut.map(([piece, next]) => line.relate(piece, next));
  const distance = Math.min(MAX_DISTANCE, ...relations.map((relation) => relation.distance));
  const late = one.strokes.at(-1)! > other.strokes[0]!;
  return [
    clamp(gap, 1.5),
    clamp(0.25 - gap, 0.25),
    Math.max(0, -gap),
    Math.min(1, Math.max(0, -gap) / narrowerOf(one.box, other.box)),
    Math.max(0, 0.12 - distance),
    Math.min(
      3,
      sum(relations, ({ crossings }) => crossings),
    ),
    Math.max(0, ...relations.map(({ covered }) => covered)),
    Number(late),
    Number(late && one.strokes[0]! < other.strokes.at(-1)!),
    Number(uncut.length < pairs.length),
    Math.min(1, Math.abs(one.box.bottom - other.box.bottom)),
    Math.max(0, 1 - 5 * measureLift(one, other)),
  ];
}

/** How far from one group's last stroke the next stroke begins; Infinity if it is not of the other. */
function measureLift(one: Group, other: Group): number {
  const last = one.strokes.at(-1)!;
  const before = one.pieces.find(
    ({ stroke, part, parts }) => stroke === last && part === parts - 1,
  );
  const after = other.pieces.find(({ stroke, part }) => stroke === last + 1 && part === 0);
  return before && after ? liftBetween(before.path, after.path) : Infinity;
}

function isCutBetween(one: Piece, other: Piece): boolean {
  return one.stroke === other.stroke && Math.abs(one.part - other.part) === 1;
}
