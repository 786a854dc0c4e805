import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stroke } from '../../src/ink/index.js';
import { createRandom } from '../../scripts/lib/random.js';
import {
  densify,
  dropPoints,
  sampleInTime,
  smooth,
} from '../../scripts/train/augmentation/augment-drawing.js';
import { normalize } from '../../scripts/train/augmentation/stroke-shape.js';
import { DRAWINGS } from '../support/drawings.js';
import { anyDrawing, forEveryDrawing } from './arbitrary-drawings.js';
import {
  assertAt,
  assertSameDrawing,
  assertSound,
  distanceTo,
  wayLength,
} from './drawing-checks.js';

function assertSameEnds(actual: readonly Stroke[], expected: readonly Stroke[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((stroke, which) => {
    assertAt(stroke[0]!, expected[which]![0]!);
    assertAt(stroke.at(-1)!, expected[which]!.at(-1)!);
  });
}

test('sampling, dropping and smoothing leave every drawing one, with the ends of its strokes', () => {
  forEveryDrawing((drawing, random) => {
    const points = 2 + random.integer(149);
    const part = random.uniform();
    for (const changed of [
      sampleInTime(drawing, points, random),
      dropPoints(drawing, part, random),
      smooth(drawing, part * 0.1),
    ]) {
      assertSound(changed);
      assertSameEnds(changed, drawing);
    }
  });
});

test('strokes without points do no harm', () => {
  forEveryDrawing((drawing, random) => {
    const odd = [[], ...drawing, []];
    for (const changed of [
      sampleInTime(odd, 20, random),
      dropPoints(odd, 0.5, random),
      smooth(odd, 0.05),
    ]) {
      assert.deepEqual([changed[0], changed.at(-1)], [[], []]);
      assertSound(changed.filter(({ length }) => length > 0));
    }
  }, anyDrawing);
});

test('sampled points lie on the drawing, about as many as asked for', () => {
  for (const { strokes } of DRAWINGS) {
    const drawing = normalize(strokes);
    for (const points of [10, 40, 120]) {
      const sampled = sampleInTime(drawing, points, createRandom('points', points));
      const found = sampled.flat().length;
      // Each stroke has one more point than steps, and steps are rounded.
      assert.ok(Math.abs(found - points) <= 2 * drawing.length, `${found} for ${points}`);
      sampled.forEach((stroke, which) => {
        for (const point of stroke) assert.ok(distanceTo(drawing[which]!, point) < 1e-9);
      });
    }
  }
});

/** Down and then to the right, through a quarter circle of this radius, evenly dense. */
function corner(radius: number): Stroke {
  const leg = 0.5;
  const steps = 60;
  const line = Array.from({ length: steps }, (_, at) => ({ x: 0, y: (leg * at) / steps }));
  const arc = Array.from({ length: steps + 1 }, (_, at) => {
    const angle = (Math.PI / 2) * (at / steps);
    return { x: radius * (1 - Math.cos(angle)), y: leg + radius * Math.sin(angle) };
  });
  const foot = Array.from({ length: steps }, (_, at) => ({
    x: radius + (leg * (at + 1)) / steps,
    y: leg + radius,
  }));
  return [...line, ...arc, ...foot];
}

test('in a bend points are closer by the cube root of its curvature', () => {
  const radius = 0.125;
  const [sampled] = sampleInTime([corner(radius)], 600, createRandom('bend'));
  const inBend = sampled!.filter(({ x, y }) => y > 0.5 && x < radius);
  const onLegs = sampled!.filter(({ x, y }) => y <= 0.5 || x >= radius);
  const dense = inBend.length / ((Math.PI / 2) * radius);
  const sparse = onLegs.length / 1;
  // Curvature 8 against that of the straight, 1: half the speed.
  assert.ok(Math.abs(dense / sparse - 2) < 0.1, `${dense / sparse}`);
});

test('a sharp corner holds points that a straight line of the same length does not', () => {
  const leg = (x: number, y: number) => ({ x, y });
  const evenly = (from: number, to: number) =>
    Array.from({ length: 21 }, (_, at) => from + ((to - from) * at) / 20);
  const shape = [
    ...evenly(0, 1).map((y) => leg(0, y)),
    ...evenly(0, 1)
      .slice(1)
      .map((x) => leg(x, 1)),
  ];
  const [sampled] = sampleInTime([shape], 200, createRandom('corner'));
  const near = (x: number, y: number) =>
    sampled!.filter((point) => Math.abs(point.x - x) + Math.abs(point.y - y) < 0.06).length;
  assert.ok(
    near(0, 1) >= 2 * near(0, 0.5),
    `${near(0, 1)} in the corner, ${near(0, 0.5)} before it`,
  );
});

test('a probability of 0 drops no point, of 1 all between the ends, else about so many', () => {
  const stroke = Array.from({ length: 1002 }, (_, at) => ({ x: at / 1001, y: 0 }));
  const left = (probability: number) =>
    dropPoints([stroke], probability, createRandom('drop', probability))[0]!;
  assert.deepEqual(left(0), stroke);
  assert.deepEqual(left(1), [stroke[0], stroke[1001]]);
  // 700 expected, standard deviation 14.5.
  assert.ok(Math.abs(left(0.3).length - 702) < 73, `${left(0.3).length}`);
  assert.ok(left(0.3).every((point) => stroke.includes(point as (typeof stroke)[number])));
});

test('smoothing shortens a zigzag, and the more the wider', () => {
  const zigzag = Array.from({ length: 41 }, (_, at) => ({ x: at / 40, y: at % 2 ? 0.03 : -0.03 }));
  const lengths = [0, 0.02, 0.05].map((width) => wayLength(smooth([zigzag], width)[0]!));
  assert.ok(Math.abs(lengths[0]! - wayLength(zigzag)) < 1e-9);
  assert.ok(lengths[1]! < 0.95 * lengths[0]! && lengths[2]! < 0.8 * lengths[1]!, lengths.join(' '));
});

test('a straight stroke of even points is as straight after smoothing', () => {
  const straight = Array.from({ length: 21 }, (_, at) => ({ x: at / 20, y: at / 40 }));
  assertSameDrawing(smooth([straight], 0.06), [straight]);
});

test('added points lie on the way, evenly, no further apart than asked for', () => {
  const way = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 0.1 },
  ];
  // 1 in steps of at most 0.3 is four of 0.25; 0.1 is one step, and so is nothing.
  assert.deepEqual(densify([way, []], 0.3), [
    [
      { x: 0, y: 0 },
      { x: 0, y: 0 },
      { x: 0.25, y: 0 },
      { x: 0.5, y: 0 },
      { x: 0.75, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 0.1 },
    ],
    [],
  ]);
});
