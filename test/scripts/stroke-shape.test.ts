import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../../scripts/lib/random.js';
import {
  affine,
  bend,
  displaceStrokes,
  normalize,
  reproportion,
} from '../../scripts/train/augmentation/stroke-shape.js';
import { DRAWINGS } from '../support/drawings.js';
import { anyDrawing, forEveryDrawing } from './arbitrary-drawings.js';
import { assertSameDrawing, assertSound } from './drawing-checks.js';

/** Every normal draw is one standard deviation up. */
const up: Random = { ...createRandom('up'), normal: () => 1 };
const SPREAD = { rotation: 6, slant: 0.16, aspect: 0.16 };

const xs = (drawing: ReturnType<typeof normalize>) => drawing.flat().map(({ x }) => x);
const ys = (drawing: ReturnType<typeof normalize>) => drawing.flat().map(({ y }) => y);
const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
const side = (values: number[]) => Math.max(...values) - Math.min(...values);

test('normalized, a drawing lies around the origin and its longer side is 1, or 0 for a dot', () => {
  forEveryDrawing((drawing) => {
    const result = normalize(drawing);
    assertSound(result);
    assert.ok(Math.abs(middle(xs(result))) < 1e-9 && Math.abs(middle(ys(result))) < 1e-9);
    const longer = Math.max(side(xs(result)), side(ys(result)));
    const places = new Set(drawing.flat().map(({ x, y }) => `${x} ${y}`));
    assert.ok(Math.abs(longer - (places.size > 1 ? 1 : 0)) < 1e-9, `${longer}`);
  }, anyDrawing);
});

test('normalizing keeps proportions, and leaves strokes without points out', () => {
  const drawing = [
    [],
    [
      { x: 10, y: 20 },
      { x: 14, y: 28 },
    ],
    [],
    [{ x: 12, y: 22 }],
  ];
  // 4 wide, 8 high, around (12, 24).
  assertSameDrawing(normalize(drawing), [
    [
      { x: -0.25, y: -0.5 },
      { x: 0.25, y: 0.5 },
    ],
    [{ x: 0, y: -0.25 }],
  ]);
});

test('of a drawing without points, nothing is left', () => {
  assert.deepEqual(normalize([]), []);
  assert.deepEqual(normalize([[], []]), []);
});

test('spreads of zero change nothing', () => {
  forEveryDrawing((drawing, random) => {
    assertSameDrawing(affine(drawing, { rotation: 0, slant: 0, aspect: 0 }, random), drawing);
    assertSameDrawing(bend(drawing, 0, random), drawing);
    assertSameDrawing(displaceStrokes(drawing, 0, random), drawing);
  });
});

test('with spreads, every drawing stays one, with as many points', () => {
  forEveryDrawing((drawing, random) => {
    for (const changed of [
      affine(drawing, SPREAD, random),
      bend(drawing, 0.05, random),
      displaceStrokes(drawing, 0.03, random),
    ]) {
      assertSound(changed);
      assert.deepEqual(
        changed.map(({ length }) => length),
        drawing.map(({ length }) => length),
      );
    }
  });
});

test('a rotation turns, slant leans, aspect stretches: each by its standard deviation', () => {
  const right = [[{ x: 1, y: 0 }]];
  const below = [[{ x: 0, y: 1 }]];
  const still = { rotation: 0, slant: 0, aspect: 0 };
  const turned = affine(right, { ...still, rotation: 90 }, up)[0]![0]!;
  assert.ok(Math.abs(turned.x) < 1e-9 && Math.abs(turned.y - 1) < 1e-9);
  const leaned = affine(below, { ...still, slant: 0.2 }, up)[0]![0]!;
  assert.ok(Math.abs(Math.abs(leaned.x) - 0.2) < 1e-9 && Math.abs(leaned.y - 1) < 1e-9);
  assertSameDrawing(affine(right, { ...still, slant: 0.2 }, up), right);
  // Of twice its width and the same area.
  const aspect = Math.log(2);
  const wide = affine(right, { ...still, aspect }, up)[0]![0]!;
  const low = affine(below, { ...still, aspect }, up)[0]![0]!;
  assert.ok(Math.abs(wide.x / low.y - 2) < 1e-9 && Math.abs(wide.x * low.y - 1) < 1e-9);
});

test('a bend moves points by its size, in the mean over bends', () => {
  const moved = Array.from({ length: 2000 }, (_, key) => {
    const place = { x: 0.3, y: -0.2 };
    const [[{ x, y }]] = bend([[place]], 0.05, createRandom('bend', key)) as [[typeof place]];
    return [x - place.x, y - place.y];
  }).flat();
  const rms = Math.sqrt(moved.reduce((sum, value) => sum + value ** 2, 0) / moved.length);
  assert.ok(Math.abs(rms / 0.05 - 1) < 0.06, `${rms}`);
});

test('a bend moves neighbors alike: strokes that touch go on touching', () => {
  for (const { strokes } of DRAWINGS) {
    const drawing = normalize(strokes);
    const beside = drawing.map((stroke) => stroke.map(({ x, y }) => ({ x: x + 0.01, y })));
    const bent = [drawing, beside].map((each) => bend(each, 0.05, createRandom('beside')));
    // The steepest of four waves: amplitude 0.05 · √½ each, wave number 2π · 1.6.
    const steepest = 4 * 0.05 * Math.SQRT1_2 * 2 * Math.PI * 1.6 * 0.01;
    bent[0]!.flat().forEach((point, at) => {
      const other = bent[1]!.flat()[at]!;
      const change = Math.hypot(other.x - point.x - 0.01, other.y - point.y);
      assert.ok(change <= Math.SQRT2 * steepest, `${change}`);
    });
  }
});

test('strokes are displaced whole, each for itself, and one alone not at all', () => {
  const drawing = normalize(DRAWINGS.find(({ strokes }) => strokes.length === 2)!.strokes);
  const displaced = displaceStrokes(drawing, 0.1, createRandom('displaced'));
  const offsets = drawing.map((stroke, which) =>
    stroke.map(({ x, y }, at) => {
      const other = displaced[which]![at]!;
      return { x: other.x - x, y: other.y - y };
    }),
  );
  for (const own of offsets) assertSameDrawing([own], [own.map(() => own[0]!)]);
  assert.notDeepEqual(offsets[0]![0], offsets[1]![0]);
  assert.deepEqual(displaceStrokes([drawing[0]!], 0.1, createRandom(1)), [drawing[0]]);
});

test('new proportions leave the corners where they are, and move the middle', () => {
  const corners = [
    [
      { x: -0.5, y: -0.5 },
      { x: 0.5, y: -0.5 },
      { x: 0.5, y: 0.5 },
      { x: -0.5, y: 0.5 },
    ],
  ];
  assertSameDrawing(reproportion(corners, 0.3, up), corners);
  // A quarter of 0.3 by growth, and half of that by the bow, in both directions.
  const expected = 0.3 / 4 + 0.3 / 8;
  assertSameDrawing(reproportion([[{ x: 0, y: 0 }]], 0.3, up), [[{ x: expected, y: expected }]]);
});

test('however new the proportions, what was left of something stays left of it', () => {
  forEveryDrawing((_, random) => {
    const line = Array.from({ length: 11 }, (_, at) => ({ x: at / 10 - 0.5, y: 0 }));
    const places = xs(reproportion([line], 0.5, random));
    places.slice(1).forEach((x, at) => assert.ok(x > places[at]!, `${places}`));
  });
});
