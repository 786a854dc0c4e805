/** A digit that is drawn over another one, as people correct what they wrote. No DOM. */
import { columnsOf, heightOf } from '../ink/drawing.js';
import { drawingExtent, type Drawing, type DrawnOn } from '../ink/index.js';
import type { Recognizer, Result } from '../recognizer/index.js';

/** Strokes that come sooner, in milliseconds, belong to what was drawn before them. */
export const MIN_PAUSE = 1000;
/** The most strokes that a digit has. */
const MAX_STROKES = 5;
/** Of two digits one over the other, each has at least this fraction of the height of both together. */
const MIN_HEIGHT = 0.65;
/** Confidence from which on it is surely this digit. */
const SURE = 0.9;
/** Of the whole drawing in the result, if it may be either: what it is read as stays the answer. */
const WHOLE_WEIGHT = 0.6;

/** The last strokes of a drawing are a digit over the earlier ones. */
export interface OverReading {
  /** Number of these strokes. */
  readonly count: number;
  readonly digit: number;
  /** They take the place of the others. Else they may belong to them, and `result` has both readings. */
  readonly isReplaced: boolean;
  readonly result: Result;
}

/** @returns null if no strokes of the drawing are a digit over the earlier ones. */
export async function readOver(
  recognizer: Pick<Recognizer, 'recognizeBatch'>,
  strokes: Drawing,
  on: DrawnOn,
): Promise<OverReading | null> {
  for (let count = Math.min(MAX_STROKES, strokes.length - 1); count > 0; count--) {
    if (!areOver(strokes, count)) continue;
    const parts = [strokes, strokes.slice(0, -count), strokes.slice(-count)];
    const read = await recognizer.recognizeBatch(parts, on);
    const [all, old, own] = read as [Result, Result, Result];
    const isReplaced = isReplacement(all, old, own);
    if (isReplaced === null) continue;
    return { count, digit: own.digit!, isReplaced, result: isReplaced ? own : mix(all, own) };
  }
  return null;
}

/** Whether the last `count` strokes were begun over the others after a pause. */
export function areOver(strokes: Drawing, count: number): boolean {
  const parts = [strokes.slice(0, -count), strokes.slice(-count)];
  const pause = parts[1]![0]![0]!.t! - parts[0]!.at(-1)!.at(-1)!.t!;
  // What has no times, or those of another clock, is old.
  if (pause >= 0 && pause < MIN_PAUSE) return false;
  const boxes = parts.map((part) => drawingExtent(part)!);
  const height = heightOf(drawingExtent(strokes)!);
  const areHigh = boxes.every((box) => heightOf(box) >= MIN_HEIGHT * height);
  return areHigh && columnsOf(boxes).length === 1;
}

/**
 * Whether strokes take the place of those below. Chosen with 10,000 digits over others and 4,939 pauses
 * within digits.
 *
 * @returns false if they may, null if all are one digit.
 */
export function isReplacement(whole: Result, below: Result, above: Result): boolean | null {
  const { digit } = above;
  // The slash of a zero, and the bar of a four.
  const isBar = digit === 1 && (whole.digit === 4 || (whole.digit === 0 && below.digit === 0));
  if (!isSure(above) || isBar) return null;
  if (!isSure(whole)) return true;
  if (whole.digit === digit) return below.digit === digit ? null : true;
  // A line over a digit may strike it out.
  return whole.digit === below.digit && digit !== 1;
}

function isSure({ digit, confidence }: Result): boolean {
  return digit !== null && confidence >= SURE;
}

function mix(whole: Result, above: Result): Result {
  const probabilities = whole.probabilities.map(
    (probability, digit) =>
      probability * WHOLE_WEIGHT + above.probabilities[digit]! * (1 - WHOLE_WEIGHT),
  );
  const confidence = Math.max(...probabilities);
  return Object.freeze({ ...whole, confidence, probabilities: Object.freeze(probabilities) });
}
