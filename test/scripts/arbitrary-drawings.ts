import fc from 'fast-check';
import type { Drawing } from '../../src/ink/index.js';
import { createRandom, type Random } from '../../scripts/lib/random.js';
import { normalize } from '../../scripts/train/augmentation/stroke-shape.js';
import { DRAWINGS } from '../support/drawings.js';

const coordinate = fc.integer({ min: -30_000, max: 30_000 }).map((value) => value / 100);
const point = fc.record({ x: coordinate, y: coordinate });
const points = fc.array(point, { minLength: 1, maxLength: 15 });
const dot = point.map((at) => [at]);
/** The pen rests for a while at some of its points. */
const hesitant = points.map((stroke) =>
  stroke.flatMap((at, index) => (index % 2 ? [at] : [at, at])),
);
const still = fc
  .tuple(point, fc.integer({ min: 2, max: 6 }))
  .map(([at, count]) => Array.from({ length: count }, () => at));
const straight = fc.tuple(point, point).map((ends) => [...ends]);

const some = (stroke: fc.Arbitrary<Drawing[number]>): fc.Arbitrary<Drawing> =>
  fc.array(stroke, { minLength: 1, maxLength: 5 });

const ours = fc.constantFrom(...DRAWINGS.map(({ strokes }) => strokes));

/** Drawings of all sorts, in any unit, with at least one point; some strokes may have none. */
export const anyDrawing: fc.Arbitrary<Drawing> = fc.oneof(
  ours,
  some(points),
  some(fc.oneof(points, dot, hesitant, still, straight)),
  fc
    .tuple(some(points), fc.constant([[]]))
    .map(([strokes, empty]) => [...empty, ...strokes, ...empty]),
  some(dot),
  some(still),
);

/** The same, as augmentation has them: around the origin, the longer side 1, no empty strokes. */
const normalized: fc.Arbitrary<Drawing> = anyDrawing.map(normalize);

/** Checks many drawings, as augmentation has them unless others are given, each with a random stream of its own. */
export function forEveryDrawing(
  check: (drawing: Drawing, random: Random) => void,
  drawings = normalized,
): void {
  fc.assert(
    fc.property(drawings, fc.nat(1_000_000), (drawing, key) => check(drawing, createRandom(key))),
    { seed: 20260103, numRuns: 300 },
  );
}
