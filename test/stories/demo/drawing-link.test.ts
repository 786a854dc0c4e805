import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawingOf, fragmentOf } from '../../../stories/demo/drawing-link.js';

const point = fc.record({
  x: fc.float({ min: -50, max: 700, noNaN: true }),
  y: fc.float({ min: -50, max: 700, noNaN: true }),
  t: fc.integer({ min: 0, max: 60_000 }),
});
const drawings = fc.record({
  width: fc.integer({ min: 96, max: 2000 }),
  height: fc.integer({ min: 96, max: 2000 }),
  strokes: fc.array(fc.array(point, { minLength: 1, maxLength: 20 }), {
    minLength: 1,
    maxLength: 5,
  }),
});

test('a link brings back the drawing, to a thousandth of the surface and a millisecond', () => {
  fc.assert(
    fc.property(drawings, (drawing) => {
      const found = drawingOf(fragmentOf(drawing))!;
      const scale = Math.max(drawing.width, drawing.height) / 1000;
      assert.equal(Math.max(found.width, found.height), 1000);
      assert.equal(found.strokes.length, drawing.strokes.length);
      const start = drawing.strokes[0]![0]!.t;
      drawing.strokes.forEach((stroke, i) => {
        assert.equal(found.strokes[i]!.length, stroke.length);
        stroke.forEach(({ x, y, t }, k) => {
          const own = found.strokes[i]![k]!;
          assert.ok(Math.abs(own.x * scale - x) <= scale && Math.abs(own.y * scale - y) <= scale);
          assert.equal(own.t, t - start);
        });
      });
    }),
    { seed: 3 },
  );
});

test('a drawing without times has them at once', () => {
  const drawing = { width: 100, height: 100, strokes: [[{ x: 1, y: 2 }]] };
  assert.deepEqual(drawingOf(fragmentOf(drawing))!.strokes, [[{ x: 10, y: 20, t: 0 }]]);
});

test('a fragment without a drawing gives null', () => {
  const whole = fragmentOf({ width: 100, height: 100, strokes: [[{ x: 1, y: 2, t: 3 }]] });
  const broken = [
    '',
    '#',
    '#drawing=',
    '#drawing=rs.rs',
    '#drawing=rs.rs_',
    `${whole}.5`,
    `${whole}_.`,
  ];
  const bad = [
    '#drawing=0.rs_1.1.1',
    '#drawing=rs.rs_1.1.*',
    `#drawing=rs.rs_${'1.1.1.'.repeat(6000)}1.1.1`,
  ];
  for (const fragment of [...broken, ...bad])
    assert.equal(drawingOf(fragment), null, fragment.slice(0, 40));
});
