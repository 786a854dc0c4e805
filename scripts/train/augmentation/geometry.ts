import type { Drawing, Point, Stroke } from '../../../src/ink/index.js';

/** A position in the unit of the drawing. */
export type Position = Pick<Point, 'x' | 'y'>;

/** Applies a map to every point; time and pressure, which rendering ignores, are left behind. */
export function mapPoints(drawing: Drawing, map: (x: number, y: number) => Position): Drawing {
  return drawing.map((stroke) => stroke.map(({ x, y }) => map(x, y)));
}

/** Linear from `a` at 0 to `b` at 1. */
export function interpolate(a: Position, b: Position, part: number): Position {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}

export function distance(a: Position, b: Position): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** Path length of a stroke up to each of its points: the first is 0. */
export function arcLengths(stroke: Stroke): number[] {
  let length = 0;
  return stroke.map((point, index) => {
    if (index > 0) length += distance(stroke[index - 1]!, point);
    return length;
  });
}

/**
 * The part of a stroke between two path lengths, cut within segments where need be.
 *
 * @param from 0 or more.
 * @param to at most the stroke's length.
 */
export function cut(stroke: Stroke, from: number, to: number): Stroke {
  const lengths = arcLengths(stroke);
  const inside = stroke.filter((_, index) => lengths[index]! > from && lengths[index]! < to);
  return [positionAt(stroke, lengths, from), ...inside, positionAt(stroke, lengths, to)];
}

/** Where a value of an ascending measure along the stroke, such as its path length, is reached. */
export function positionAt(stroke: Stroke, measure: readonly number[], value: number): Position {
  let after = 1;
  while (after < stroke.length - 1 && measure[after]! < value) after++;
  const before = after - 1;
  if (stroke.length === 1) return { ...stroke[0]! };
  const span = measure[after]! - measure[before]!;
  const part = span > 0 ? (value - measure[before]!) / span : 0;
  return interpolate(stroke[before]!, stroke[after]!, Math.min(1, Math.max(0, part)));
}
