import type { Point } from '../../src/ink/index.js';

type Knot = readonly [x: number, y: number];

/** A 3 and a 7 of one stroke each, as knots in a square of 100 × 100. */
export const SAMPLE_DIGITS: readonly (readonly Knot[])[] = [
  // prettier-ignore
  [[30, 24], [42, 16], [58, 18], [64, 30], [56, 44], [46, 50], [60, 54], [67, 66], [60, 80], [44, 85], [29, 78]],
  // prettier-ignore
  [[32, 22], [50, 20], [69, 21], [60, 38], [52, 54], [46, 70], [42, 86]],
];

/** Points between two knots: about as dense as a pen reports them. */
const STEPS = 5;

/** The same digits as drawings with a pen's number of points, in a square of 100 × 100 pixels. */
export function sampleDrawings(): Point[][][] {
  return SAMPLE_DIGITS.map((knots) => [
    knots.flatMap(([x, y], index) => {
      const [toX, toY] = knots[index + 1] ?? [x, y];
      const steps = index + 1 < knots.length ? STEPS : 1;
      return Array.from({ length: steps }, (_, step) => ({
        x: x + ((toX - x) * step) / STEPS,
        y: y + ((toY - y) * step) / STEPS,
      }));
    }),
  ]);
}
