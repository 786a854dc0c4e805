import { type Drawing, type Stroke, strokesFromFlat } from '../../../src/ink/index.js';
import { strokeSegments } from '../../../src/ink/curve.js';
import type { Random } from '../../lib/random.js';
import { interpolate, mapPoints } from './stroke-shape.js';

/** A way to write a digit that collections hardly have. */
interface Form {
  readonly digit: number;
  /** Points of each stroke as x, y, x, y, …, on a square of 100. */
  readonly strokes: readonly (readonly number[])[];
  /** Straight from point to point; else a curve. */
  readonly angular?: boolean;
  /** The most that it is turned, in degrees, either way. */
  readonly turned?: number;
}

const OVAL = [50, 5, 28, 25, 22, 50, 30, 78, 50, 95, 72, 75, 78, 48, 70, 22, 50, 5];
const SQUARE = [0, 0, 60, 0, 60, 100, 0, 100, 0, 0];

// prettier-ignore
const FORMS: readonly Form[] = [
  // Slashed upright, backwards, and both ways.
  { digit: 0, strokes: [OVAL, [50, -4, 50, 104]] },
  { digit: 0, strokes: [OVAL, [50, 12, 50, 88]] },
  { digit: 0, strokes: [OVAL, [22, 15, 78, 85]] },
  { digit: 0, strokes: [OVAL, [28, 20, 72, 80], [72, 20, 28, 80]] },
  // Looped at the foot, at the head, at both.
  { digit: 2, strokes: [[25, 25, 45, 6, 70, 18, 66, 42, 45, 68, 25, 88, 14, 92, 12, 80, 28, 78, 50, 90, 85, 92]] },
  { digit: 2, strokes: [[38, 30, 24, 28, 28, 12, 50, 5, 72, 18, 65, 45, 40, 72, 20, 92, 50, 90, 82, 92]] },
  { digit: 2, strokes: [[38, 28, 24, 26, 28, 10, 52, 5, 72, 20, 64, 45, 40, 72, 22, 90, 12, 90, 14, 78, 30, 80, 55, 92, 85, 88]] },
  // Like lightning.
  { digit: 4, strokes: [[62, 0, 20, 55, 76, 54, 46, 100]], angular: true },
  { digit: 4, strokes: [[58, 0, 24, 50, 70, 46, 52, 100]], angular: true },
  { digit: 4, strokes: [[62, 0, 15, 62, 86, 56, 60, 100]], angular: true },
  // Wide and flat.
  { digit: 6, strokes: [[85, 30, 50, 30, 15, 45, 8, 62, 40, 78, 82, 74, 92, 60, 62, 50, 25, 58]] },
  { digit: 6, strokes: [[70, 20, 35, 30, 8, 50, 10, 72, 45, 80, 85, 74, 94, 58, 60, 48, 15, 60]] },
  // Turned on their side.
  { digit: 6, strokes: [[65, 3, 38, 25, 25, 60, 35, 92, 62, 95, 75, 75, 60, 55, 35, 65]], turned: 75 },
  { digit: 8, strokes: [[70, 20, 50, 5, 30, 20, 45, 45, 68, 70, 50, 95, 30, 78, 45, 52, 70, 22]], turned: 90 },
  // Looped at the corner, at the start.
  { digit: 7, strokes: [[15, 15, 50, 12, 80, 10, 88, 2, 80, -2, 74, 12, 60, 50, 45, 98]] },
  { digit: 7, strokes: [[15, 28, 12, 10, 24, 6, 30, 14, 50, 16, 82, 10, 62, 50, 45, 98]] },
  { digit: 7, strokes: [[15, 28, 12, 10, 24, 6, 30, 14, 50, 16, 82, 10, 62, 50, 45, 98], [35, 52, 75, 48]] },
  // Tails that curl to the left, wide or open, and back to the right.
  { digit: 9, strokes: [[70, 15, 45, 5, 25, 20, 30, 42, 52, 45, 68, 30, 72, 12, 72, 40, 70, 70, 60, 92, 38, 95, 22, 84]] },
  { digit: 9, strokes: [[68, 22, 50, 8, 30, 20, 34, 42, 55, 44, 70, 25, 70, 60, 55, 88, 22, 92]] },
  { digit: 9, strokes: [[70, 15, 45, 5, 25, 20, 30, 42, 52, 45, 70, 25, 66, 60, 60, 90, 68, 97, 82, 90]] },
  // As a calculator shows them.
  { digit: 0, strokes: [SQUARE], angular: true },
  { digit: 2, strokes: [[0, 0, 60, 0, 60, 50, 0, 50, 0, 100, 60, 100]], angular: true },
  { digit: 3, strokes: [[0, 0, 60, 0, 60, 50, 10, 50], [60, 50, 60, 100, 0, 100]], angular: true },
  { digit: 4, strokes: [[0, 0, 0, 50, 60, 50], [60, 0, 60, 100]], angular: true },
  { digit: 5, strokes: [[60, 0, 0, 0, 0, 50, 60, 50, 60, 100, 0, 100]], angular: true },
  { digit: 6, strokes: [[60, 0, 0, 0, 0, 100, 60, 100, 60, 50, 0, 50]], angular: true },
  { digit: 8, strokes: [SQUARE, [0, 50, 60, 50]], angular: true },
  { digit: 8, strokes: [[60, 50, 60, 0, 0, 0, 0, 100, 60, 100, 60, 50, 0, 50]], angular: true },
  { digit: 9, strokes: [[60, 50, 0, 50, 0, 0, 60, 0, 60, 100, 0, 100]], angular: true },
];

/** The digit of each form. */
export const UNUSUAL_DIGITS: readonly number[] = FORMS.map(({ digit }) => digit);

/** Spread of each point of a form, as a part of the square's side. */
const LOOSENESS = 0.035;

/** Draws the form in this place of {@link UNUSUAL_DIGITS}, another one each time; its longer side is about 1. */
export function drawUnusualDigit(form: number, random: Random): Drawing {
  const { strokes, angular, turned = 0 } = FORMS[form]!;
  const loose = mapPoints(strokesFromFlat(strokes), (x, y) => ({
    x: x / 100 - 0.5 + LOOSENESS * random.normal(),
    y: y / 100 - 0.5 + LOOSENESS * random.normal(),
  }));
  const angle = (random.between(-turned, turned) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return mapPoints(angular ? loose : loose.map(curved), (x, y) => ({
    x: cos * x - sin * y,
    y: sin * x + cos * y,
  }));
}

/** Points on the line between two points of a curve. */
const PIECES = 6;

/** The curve through the points of a stroke, as points close to each other. */
export function curved(stroke: Stroke): Stroke {
  const between = strokeSegments(stroke).flatMap(({ from, control1, control2, to }) =>
    Array.from({ length: PIECES }, (_, piece) => {
      const part = (piece + 1) / PIECES;
      const [a, b, c] = [
        interpolate(from, control1, part),
        interpolate(control1, control2, part),
        interpolate(control2, to, part),
      ];
      return interpolate(interpolate(a, b, part), interpolate(b, c, part), part);
    }),
  );
  return [stroke[0]!, ...between];
}

/**
 * Which share of people mean a 1 by a line up to a corner and a line down, by the slope of the first in
 * degrees: among 996 drawings of ones and sevens of one stroke. The others mean a 7.
 */
const ONES: readonly (readonly [slope: number, share: number])[] = [
  [5, 0.045],
  [15, 0.24],
  [25, 0.51],
  [35, 0.84],
  [50, 0.993],
];

/** See {@link ONES}; straight between its slopes. */
export function shareOfOnes(slope: number): number {
  const after = ONES.findIndex(([known]) => known >= slope);
  if (after < 0) return ONES.at(-1)![1];
  if (after === 0) return ONES[0]![1];
  const [[low, least], [high, most]] = [ONES[after - 1]!, ONES[after]!];
  return least + ((most - least) * (slope - low)) / (high - low);
}

/** A 1 with a flag, or a 7: a line up to the corner, and one down. */
export function drawFlagged(random: Random): { readonly drawing: Drawing; readonly ones: number } {
  const slope = random.between(0, 60);
  const flag = random.between(0.18, 0.65);
  const lean = ((8 + 9 * random.normal()) * Math.PI) / 180;
  const angle = (slope * Math.PI) / 180;
  const stroke = [
    { x: -flag * Math.cos(angle), y: flag * Math.sin(angle) },
    { x: 0, y: 0 },
    { x: -Math.sin(lean), y: Math.cos(lean) },
  ];
  return { drawing: [stroke], ones: shareOfOnes(slope) };
}
