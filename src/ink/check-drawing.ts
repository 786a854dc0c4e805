import { InkError } from './ink-error.js';
import type { Drawing } from './types.js';

/** A drawing with more points than this is refused rather than left to freeze the page. */
export const MAX_POINTS = 1_000_000;

/**
 * Refuses what is not a drawing: an array of strokes, each an array of points with finite x and y.
 * `t` and `pressure`, where present, must be finite as well. A stroke without points is fine.
 *
 * @throws InkError `ink-invalid-drawing`, `ink-not-finite` or `ink-too-many-points`; the message
 * names the stroke and the point by their index.
 */
export function checkDrawing(value: unknown): asserts value is Drawing {
  if (!Array.isArray(value)) {
    throw new InkError(
      'ink-invalid-drawing',
      `A drawing is an array of strokes, not ${describe(value)}.`,
    );
  }
  let count = 0;
  for (let s = 0; s < value.length; s++) {
    const stroke: unknown = value[s];
    if (!Array.isArray(stroke)) {
      throw new InkError(
        'ink-invalid-drawing',
        `stroke ${s} (counted from 0) is ${describe(stroke)}; a stroke is an array of points {x, y}.`,
      );
    }
    count += stroke.length;
    if (count > MAX_POINTS) {
      throw new InkError(
        'ink-too-many-points',
        `The drawing has more than ${MAX_POINTS} points; thin it out first.`,
      );
    }
    for (let p = 0; p < stroke.length; p++) checkPoint(stroke[p], s, p);
  }
}

function checkPoint(point: unknown, stroke: number, index: number): void {
  if (typeof point !== 'object' || point === null) {
    throw new InkError(
      'ink-invalid-drawing',
      `${place(stroke, index)} is ${describe(point)}; a point is an object {x, y}.`,
    );
  }
  const { x, y, t, pressure } = point as Record<string, unknown>;
  if (!Number.isFinite(x)) refuseNumber(x, 'x', stroke, index);
  if (!Number.isFinite(y)) refuseNumber(y, 'y', stroke, index);
  if (t !== undefined && !Number.isFinite(t)) refuseNumber(t, 't', stroke, index);
  if (pressure !== undefined && !Number.isFinite(pressure)) {
    refuseNumber(pressure, 'pressure', stroke, index);
  }
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

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === undefined || value === null) return String(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
