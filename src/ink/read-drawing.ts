import { describe } from './describe.js';
import { InkError } from './ink-error.js';
import { checkFrame } from './too-small.js';
import type { FramedDrawing, Point } from './types.js';

/** A drawing with more points than this is refused rather than left to freeze the page. */
export const MAX_POINTS = 1_000_000;

/**
 * A copy of a drawing, of its known fields only, and refuses what is not one: an array of strokes,
 * each an array of points with finite x and y. `t` and `pressure`, where present, must be finite as
 * well. A stroke without points is fine.
 *
 * Everything is read once, so that what was checked is what is used, whatever getters and proxies may
 * answer the next time.
 *
 * @throws InkError `ink-invalid-drawing`, `ink-not-finite` or `ink-too-many-points`; the message
 * names the stroke and the point by their index.
 */
export function readDrawing(value: unknown): Point[][] {
  try {
    return readStrokes(value);
  } catch (cause) {
    throw refusal(cause);
  }
}

/**
 * A copy of a drawing with its frame, and refuses what is not one, as {@link readDrawing} does.
 *
 * @throws InkError as that, and `ink-invalid-frame` for a width or height that is not a positive,
 * finite number.
 */
export function readFramedDrawing(value: unknown): FramedDrawing & { strokes: Point[][] } {
  if (typeof value !== 'object' || value === null) {
    throw new InkError(
      'ink-invalid-drawing',
      `A drawing is an object {width, height, strokes} or null, not ${describe(value)}.`,
    );
  }
  try {
    const { width, height, strokes } = value as FramedDrawing;
    checkFrame({ width, height });
    return { width, height, strokes: readStrokes(strokes) };
  } catch (cause) {
    throw refusal(cause);
  }
}

function refusal(cause: unknown): InkError {
  if (cause instanceof InkError) return cause;
  return new InkError(
    'ink-invalid-drawing',
    'The drawing cannot be read: one of its getters or proxies fails.',
    { cause },
  );
}

function readStrokes(value: unknown): Point[][] {
  if (!Array.isArray(value)) {
    throw new InkError(
      'ink-invalid-drawing',
      `A drawing is an array of strokes, not ${describe(value)}.`,
    );
  }
  const strokes: Point[][] = [];
  const { length } = value;
  checkCount(length, 'strokes');
  let points = 0;
  for (let s = 0; s < length; s++) {
    const stroke: unknown = value[s];
    if (!Array.isArray(stroke)) {
      throw new InkError(
        'ink-invalid-drawing',
        `stroke ${s} (counted from 0) is ${describe(stroke)}; a stroke is an array of points {x, y}.`,
      );
    }
    const count = stroke.length;
    checkCount((points += count), 'points');
    const copy: Point[] = [];
    for (let p = 0; p < count; p++) copy.push(readPoint(stroke[p], s, p));
    strokes.push(copy);
  }
  return strokes;
}

/** Strokes are counted as well, for they need not have points. */
function checkCount(count: number, what: 'strokes' | 'points'): void {
  if (count <= MAX_POINTS) return;
  throw new InkError(
    'ink-too-many-points',
    `The drawing has more than ${MAX_POINTS} ${what}; thin it out first.`,
  );
}

function readPoint(point: unknown, stroke: number, index: number): Point {
  if (typeof point !== 'object' || point === null) {
    throw new InkError(
      'ink-invalid-drawing',
      `${place(stroke, index)} is ${describe(point)}; a point is an object {x, y}.`,
    );
  }
  const { x, y, t, pressure } = point as Record<string, unknown>;
  if (!isFinite(x)) refuseNumber(x, 'x', stroke, index);
  if (!isFinite(y)) refuseNumber(y, 'y', stroke, index);
  const read: Point = { x, y };
  if (t !== undefined) {
    if (!isFinite(t)) refuseNumber(t, 't', stroke, index);
    read.t = t;
  }
  if (pressure !== undefined) {
    if (!isFinite(pressure)) refuseNumber(pressure, 'pressure', stroke, index);
    read.pressure = pressure;
  }
  return read;
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function refuseNumber(value: unknown, name: string, stroke: number, index: number): never {
  const code = typeof value === 'number' ? 'ink-not-finite' : 'ink-invalid-drawing';
  throw new InkError(
    code,
    `${place(stroke, index)}: ${name} is ${describe(value)}; it must be a finite number.`,
  );
}

function place(stroke: number, index: number): string {
  return `stroke ${stroke}, point ${index} (counted from 0)`;
}
