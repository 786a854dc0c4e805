/** Digits as a person would write them: our own, in a square of 100 × 100. */
import { type Point, strokesFromFlat } from '../../src/ink/drawing.js';

export interface DigitDrawing {
  readonly digit: number;
  readonly strokes: Point[][];
}

/** A stroke of the given coordinates: x, y, x, y, … */
export function stroke(...flat: readonly number[]): Point[] {
  return strokesFromFlat([flat])[0]!;
}

/** Points between two knots, about as dense as a pen reports them. */
const STEPS = 6;

/** A stroke through knots x, y, x, y, …: a uniform Catmull–Rom spline, sampled. */
function pen(knots: readonly number[]): Point[] {
  const last = knots.length / 2 - 1;
  const at = (i: number, axis: 0 | 1) => knots[2 * Math.min(Math.max(i, 0), last) + axis]!;
  const between = (i: number, u: number, axis: 0 | 1) => {
    const [a, b, c, d] = [at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis)];
    const square = 2 * a - 5 * b + 4 * c - d;
    const cube = 3 * (b - c) + d - a;
    return Math.round(50 * (2 * b + u * (c - a + u * (square + u * cube)))) / 100;
  };
  return Array.from({ length: last * STEPS + 1 }, (_, k) => {
    const [i, u] = [Math.floor(k / STEPS), (k % STEPS) / STEPS];
    return { x: between(i, u, 0), y: between(i, u, 1) };
  });
}

/** Every digit in two hands: first the ten of one, then the ten of the other. */
export const DRAWINGS: readonly DigitDrawing[] = [
  {
    digit: 0,
    strokes: [
      pen([52, 14, 36, 22, 28, 42, 29, 64, 40, 83, 55, 84, 68, 70, 72, 48, 66, 25, 50, 14]),
    ],
  },
  { digit: 1, strokes: [pen([53, 12, 52, 35, 50, 60, 49, 88])] },
  {
    digit: 2,
    strokes: [
      pen([31, 31, 37, 18, 52, 13, 66, 21, 67, 36, 56, 54, 41, 71, 29, 84]).concat(
        pen([29, 84, 45, 83, 60, 84, 74, 84]),
      ),
    ],
  },
  {
    digit: 3,
    strokes: [
      pen([32, 22, 44, 13, 60, 15, 66, 28, 59, 41, 46, 47]).concat(
        pen([46, 47, 62, 52, 70, 66, 62, 81, 46, 87, 30, 80]),
      ),
    ],
  },
  {
    digit: 4,
    strokes: [
      pen([48, 13, 40, 32, 30, 54]).concat(pen([30, 54, 46, 55, 60, 54, 76, 53])),
      pen([63, 31, 61, 50, 60, 70, 59, 90]),
    ],
  },
  {
    digit: 5,
    strokes: [
      pen([38, 15, 36, 29, 34, 44]).concat(
        pen([34, 44, 48, 39, 62, 45, 69, 60, 62, 77, 47, 86, 30, 81]),
      ),
      pen([38, 15, 52, 15, 68, 13]),
    ],
  },
  {
    digit: 6,
    strokes: [
      pen([61, 12, 48, 24, 37, 42, 32, 62, 37, 79, 50, 87, 64, 80, 67, 66, 58, 54, 45, 56, 34, 68]),
    ],
  },
  {
    digit: 7,
    strokes: [pen([28, 18, 43, 18, 58, 17, 72, 16]).concat(pen([72, 16, 62, 38, 53, 62, 46, 88]))],
  },
  {
    digit: 8,
    strokes: [
      pen([
        62, 22, 49, 13, 36, 22, 38, 36, 52, 48, 66, 62, 66, 78, 50, 88, 35, 79, 36, 64, 49, 49, 62,
        36, 62, 22,
      ]),
    ],
  },
  {
    digit: 9,
    strokes: [
      pen([64, 26, 52, 14, 38, 20, 34, 35, 43, 48, 56, 45, 64, 30]).concat(
        pen([64, 28, 63, 48, 60, 68, 56, 89]),
      ),
    ],
  },
  {
    digit: 0,
    strokes: [
      pen([58, 18, 44, 15, 31, 28, 26, 50, 32, 74, 47, 85, 63, 76, 73, 55, 70, 32, 59, 19]),
    ],
  },
  { digit: 1, strokes: [pen([60, 14, 56, 36, 50, 62, 44, 87])] },
  {
    digit: 2,
    strokes: [
      pen([29, 26, 42, 14, 59, 16, 66, 31, 58, 50, 43, 68, 32, 78, 36, 70, 48, 73, 60, 82, 74, 80]),
    ],
  },
  {
    digit: 3,
    strokes: [
      pen([30, 19, 46, 12, 62, 18, 63, 33, 47, 45, 52, 46, 67, 54, 71, 70, 59, 85, 42, 88, 27, 79]),
    ],
  },
  {
    digit: 4,
    strokes: [
      pen([35, 16, 33, 33, 32, 48, 44, 53, 58, 51, 71, 49]),
      pen([68, 14, 66, 38, 64, 62, 62, 88]),
    ],
  },
  {
    digit: 5,
    strokes: [
      pen([70, 16, 55, 15, 40, 17]).concat(
        pen([40, 17, 38, 30, 36, 43]),
        pen([36, 43, 50, 40, 64, 48, 68, 63, 60, 79, 45, 85, 29, 78]),
      ),
    ],
  },
  {
    digit: 6,
    strokes: [
      pen([54, 10, 43, 28, 35, 50, 34, 70, 44, 85, 59, 84, 67, 72, 60, 60, 47, 61, 36, 72]),
    ],
  },
  {
    digit: 7,
    strokes: [pen([26, 22, 42, 19, 58, 18, 71, 19, 66, 33, 56, 54, 49, 72, 45, 89])],
  },
  {
    digit: 8,
    strokes: [
      pen([
        65, 18, 50, 14, 39, 25, 47, 41, 61, 56, 64, 74, 51, 86, 37, 77, 41, 60, 56, 43, 67, 28, 64,
        17,
      ]),
    ],
  },
  {
    digit: 9,
    strokes: [
      pen([66, 20, 50, 13, 37, 24, 38, 40, 52, 45, 64, 33, 67, 20, 67, 40, 65, 64, 57, 82, 42, 86]),
    ],
  },
];
