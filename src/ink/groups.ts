import { heightOf, widthOf } from './columns.js';
import type { Extent } from './drawing.js';
import {
  boxAround,
  liftBetween,
  type Line,
  MAX_DISTANCE,
  type Piece,
  type Relation,
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

/** One digit in 1,500 of several strokes is looser, and half of the pieces of different digits. */
const MAX_LOOSENESS = 2.8;

/** The candidates. Each single piece is one, so all ink can be covered. */
export function findGroups(line: Line): Group[] {
  return line.pieces.flatMap((_, first) => {
    const found: Group[] = [];
    const visit = (members: readonly number[]): void => {
      if (mayBeDigit(line, members)) found.push(createGroup(line, members));
      const end = Math.min(line.pieces.length, first + WINDOW);
      for (let next = members.at(-1)! + 1; next < end; next++) {
        const more = [...members, next];
        if (mayGrow(line, more)) visit(more);
      }
    };
    visit([first]);
    return found
      .filter(({ pieces, shape }) => pieces.length === 1 || shape.looseness < MAX_LOOSENESS)
      .sort((one, other) => one.shape.looseness - other.shape.looseness)
      .slice(0, MAX_GROUPS);
  });
}

/** @param members indices of pieces, ascending */
export function createGroup(line: Line, members: readonly number[]): Group {
  const pieces = piecesOf(line, members);
  const box = boxAround(pieces);
  return {
    mask: members.reduce((mask, index) => mask | (1 << index), 0),
    pieces,
    strokes: strokesOf(pieces),
    box,
    shape: measureShape(line, members, pieces, box),
  };
}

function piecesOf(line: Line, members: readonly number[]): Piece[] {
  return members.map((index) => line.pieces[index]!);
}

function strokesOf(pieces: readonly Piece[]): number[] {
  return [...new Set(pieces.map(({ stroke }) => stroke))].sort((one, other) => one - other);
}

function mayGrow(line: Line, members: readonly number[]): boolean {
  const pieces = piecesOf(line, members);
  // The bar of a 5 may be long.
  const high = pieces.filter(({ box }) => heightOf(box) > 0.45);
  return (
    strokesOf(pieces).length <= MAX_STROKES &&
    widthOf(boxAround(pieces)) <= 2 * MAX_WIDTH &&
    (high.length === 0 || widthOf(boxAround(high)) <= MAX_WIDTH)
  );
}

function mayBeDigit(line: Line, members: readonly number[]): boolean {
  return longestLink(line, members) <= MAX_DISTANCE && areParts(piecesOf(line, members));
}

/** Whether the parts of each stroke follow each other. */
function areParts(pieces: readonly Piece[]): boolean {
  return pieces.every(({ stroke }) => {
    const parts = pieces.filter((piece) => piece.stroke === stroke).map(({ part }) => part);
    return Math.max(...parts) - Math.min(...parts) < parts.length;
  });
}

/** The longest link of the shortest tree that joins the pieces. */
function longestLink(line: Line, members: readonly number[]): number {
  const distances = new Map(members.slice(1).map((index) => [index, Infinity]));
  let longest = 0;
  let added = members[0]!;
  while (distances.size > 0) {
    for (const [index, distance] of distances) {
      const direct = line.relate(added, index)?.distance ?? Infinity;
      distances.set(index, Math.min(distance, direct));
    }
    const [nearest, link] = [...distances].reduce((one, other) =>
      other[1] < one[1] ? other : one,
    );
    longest = Math.max(longest, link);
    distances.delete(nearest);
    added = nearest;
  }
  return longest;
}

/** Measures of a group, in digit heights. */
export interface Shape {
  /** That one digit has: its size, and how its strokes lie to each other. */
  readonly digit: readonly number[];
  /** That a minus, a point and a speck have. */
  readonly sign: readonly number[];
  /** How little several pieces look like one digit, before anything is read. */
  readonly looseness: number;
  readonly strokeCount: number;
  /** Height of its lowest stroke; 0 if there is only one. */
  readonly lowest: number;
  /** 0 to 0.5. */
  readonly narrowness: number;
}

export const DIGIT_MEASURES = 29;
export const SIGN_MEASURES = 14;

function measureShape(
  line: Line,
  members: readonly number[],
  pieces: readonly Piece[],
  box: Extent,
): Shape {
  const width = widthOf(box);
  const height = heightOf(box);
  const size = Math.max(width, height);
  const log = Math.log(Math.max(0.05, height));
  const strokes = strokesOf(pieces);
  const pairs: Relation[] = [];
  let aside = 0;
  let backwards = 0;
  let shared = 0;
  pieces.forEach((one, i) => {
    for (let j = i + 1; j < pieces.length; j++) {
      const other = pieces[j]!;
      if (one.stroke === other.stroke) continue;
      const relation = line.relate(members[i]!, members[j]!);
      if (relation) pairs.push(relation);
      const overlap =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      aside = Math.max(aside, -overlap);
      shared +=
        Math.max(0, overlap) / Math.max(0.1, Math.min(widthOf(one.box), widthOf(other.box)));
      const [earlier, later] = one.stroke < other.stroke ? [one, other] : [other, one];
      if (later.box.right < earlier.box.left + 0.1) backwards++;
    }
  });
  const link = pieces.length > 1 ? longestLink(line, members) : 0;
  const count = strokes.length;
  const skipped = strokes.at(-1)! - strokes[0]! + 1 - count;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const ends = countCutEnds(pieces);
  const inside = pieces.length - count;
  const boxes = strokes.map((stroke) =>
    boxAround(pieces.filter((piece) => piece.stroke === stroke)),
  );
  const crossings = sum(pairs, (pair) => pair.crossings);
  const lowest = count > 1 ? Math.min(...boxes.map(heightOf)) : 0;
  const centers = boxes.map(({ left, right }) => (left + right) / 2);
  const apart = Math.max(...centers) - Math.min(...centers);
  return {
    // By logistic regression.
    looseness:
      1.6 * link + 0.7 * aside + 0.8 * ends + (2.3 + 3.5 * lowest) * apart - width - 1.2 * lowest,
    strokeCount: count,
    lowest,
    narrowness: Math.max(0, 0.5 - width / Math.max(height, 0.1)),
    digit: [
      1,
      log,
      log * log,
      Math.max(0, 0.4 - size),
      Math.min(2, width),
      Math.min(1, Math.max(0, width - 0.7)),
      Math.min(1, Math.max(0, width - 1.1)),
      Math.abs((box.top + box.bottom - line.top - line.bottom) / 2),
      Math.max(0, line.bottom - 0.35 - box.bottom),
      Number(count === 2),
      Number(count === 3),
      Number(count > 3),
      link,
      Math.max(0, link - 0.15),
      aside,
      Math.max(0, aside - 0.1),
      shared,
      Math.min(3, crossings),
      Math.max(0, ...pairs.map(({ covered }) => covered)),
      Math.min(2, skipped),
      backwards,
      ends,
      inside,
      Math.max(0, length / Math.max(0.3, size) - 3.5),
      lowest,
      apart,
      lowest * apart,
      crossings > 0 ? 0 : lowest,
      Math.min(0.3, link) * lowest,
    ],
    sign: measureSign(line, members, pieces, box),
  };
}

function sum<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((total, item) => total + measure(item), 0);
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

function measureSign(
  line: Line,
  members: readonly number[],
  pieces: readonly Piece[],
  box: Extent,
): number[] {
  const width = widthOf(box);
  const height = heightOf(box);
  const size = Math.max(width, height);
  const { path, length } = pieces[0]!;
  const chord = Math.hypot(path.at(-2)! - path[0]!, path.at(-1)! - path[1]!);
  const others = line.pieces.filter((_, index) => !members.includes(index));
  const before = others.filter((other) => other.box.left + other.box.right < box.left + box.right);
  const after = others.filter((other) => !before.includes(other));
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
    length > 0.1 ? 1 - chord / length : 0,
    Math.min(0.5, Math.max(-0.5, gapBefore)),
    Math.min(0.5, Math.max(-0.5, gapAfter)),
    isNear(base, 0.2),
    isNear((line.top + line.bottom) / 2, 0.25),
    Number(before.length > 0 && after.length > 0),
    Number(before.length === 0),
  ];
}

export const PAIR_MEASURES = 12;

/** How one group follows another. */
export function measurePair(line: Line, one: Group, other: Group): number[] {
  const gap = other.box.left - one.box.right;
  let distance = MAX_DISTANCE;
  let crossings = 0;
  let covered = 0;
  for (const piece of one.pieces) {
    for (const next of other.pieces) {
      if (isCutBetween(piece, next)) continue;
      const relation = line.relate(line.pieces.indexOf(piece), line.pieces.indexOf(next));
      distance = Math.min(distance, relation?.distance ?? MAX_DISTANCE);
      crossings += relation?.crossings ?? 0;
      covered = Math.max(covered, relation?.covered ?? 0);
    }
  }
  const cut = one.pieces.some((piece) => other.pieces.some((next) => isCutBetween(piece, next)));
  const narrower = Math.max(0.1, Math.min(widthOf(one.box), widthOf(other.box)));
  const late = one.strokes.at(-1)! > other.strokes[0]!;
  return [
    Math.min(1.5, Math.max(0, gap)),
    Math.max(0, Math.min(0.25, 0.25 - gap)),
    Math.max(0, -gap),
    Math.min(1, Math.max(0, -gap) / narrower),
    Math.max(0, 0.12 - distance),
    Math.min(3, crossings),
    covered,
    Number(late),
    Number(late && one.strokes[0]! < other.strokes.at(-1)!),
    Number(cut),
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
