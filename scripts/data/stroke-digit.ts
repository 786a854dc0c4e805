import { fault, type Place } from './unipen/fault.js';
import type { Segment } from './unipen/segment.js';

/** A line of a stroke file; see scripts/lib/stroke-file.ts, which reads it. */
export interface StrokeDigit {
  readonly label: number;
  /** The collection and the writer's name in it, which make the name unique. */
  readonly writer: string;
  /** Strokes of x, y, x, y, …, y downwards, in the tablet's unit; the topmost y is 0. */
  readonly strokes: readonly (readonly number[])[];
}

/** Levels at which UNIPEN files label single digits. */
export const isDigitLevel = (level: string): boolean => level === 'CHARACTER' || level === 'DIGIT';

/** The digit that a segment's label is, or null. */
export function digitOf({ label }: Segment): number | null {
  return label !== null && /^\d$/.test(label) ? Number(label) : null;
}

/**
 * A digit from strokes whose y grows upwards, as in all UNIPEN files.
 *
 * @throws ScriptError `data-damaged` if there is no ink.
 */
export function turnedUpright(
  label: number,
  writer: string,
  strokes: readonly (readonly number[])[],
  place: Place,
): StrokeDigit {
  if (strokes.length === 0) throw fault(place, `the segment of a ${label} has no ink`);
  let top = -Infinity;
  for (const stroke of strokes) {
    for (let index = 1; index < stroke.length; index += 2) top = Math.max(top, stroke[index]!);
  }
  const turn = (value: number, index: number): number => (index % 2 === 1 ? top - value : value);
  return { label, writer, strokes: strokes.map((stroke) => stroke.map(turn)) };
}
