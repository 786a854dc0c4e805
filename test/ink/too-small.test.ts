import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isTooSmall, type Drawing } from '../../src/ink/index.js';
import { stroke } from '../support/drawings.js';

const square = (side: number) => ({ width: side, height: side });

/** From a place, as far as this in a direction of so many degrees. */
function slip(length: number, degrees: number): Drawing {
  const angle = (degrees * Math.PI) / 180;
  const end = { x: 40 + length * Math.cos(angle), y: 50 + length * Math.sin(angle) };
  return [[{ x: 40, y: 50 }, end]];
}

describe('ink that is no larger than a dot is too small', () => {
  it('a tap that slips by up to 12 px in any direction, on any surface', () => {
    for (const side of [96, 160, 280, 560]) {
      for (let length = 0; length <= 12; length++) {
        for (let degrees = 0; degrees < 360; degrees += 15) {
          const drawing = slip(length, degrees);
          assert.ok(isTooSmall(drawing, { frame: square(side) }), `${length} px on ${side}`);
        }
      }
    }
  });

  it('several taps, on one spot or all over the surface', () => {
    const place = fc.record({
      x: fc.double({ min: 0, max: 268, noNaN: true }),
      y: fc.integer({ min: 0, max: 268 }),
    });
    const step = fc.double({ min: 0, max: 12, noNaN: true });
    const tap = fc
      .tuple(place, fc.array(fc.tuple(step, step)))
      .map(([{ x, y }, steps]) => [
        { x, y },
        ...steps.map(([dx, dy]) => ({ x: x + dx, y: y + dy })),
      ]);
    fc.assert(
      fc.property(fc.array(tap, { minLength: 1 }), (taps) =>
        isTooSmall(taps, { frame: square(280) }),
      ),
    );
    const line = stroke(10, 10, 10, 60);
    assert.ok(!isTooSmall([...slip(3, 0), line], { frame: square(280) }), 'a line among them');
  });

  it('but not a line that is longer', () => {
    assert.ok(!isTooSmall(slip(17, 90), { frame: square(280) }));
    assert.ok(!isTooSmall(slip(13, 0), { frame: square(96) }));
    assert.ok(!isTooSmall(slip(32, 90), { frame: square(560) }));
  });

  it('up to the width of the pen: 5.5 % of the smaller side, or what it is said to be', () => {
    const frame = { width: 2000, height: 1000 };
    assert.ok(isTooSmall(slip(55, 0), { frame }));
    assert.ok(!isTooSmall(slip(56, 0), { frame }));
    assert.ok(isTooSmall(slip(80, 0), { frame, penWidth: 80 }));
    assert.ok(!isTooSmall(slip(30, 0), { frame, penWidth: 20 }));
    assert.ok(isTooSmall(slip(20, 0), { penWidth: 20 }));
    assert.ok(!isTooSmall(slip(21, 0), { penWidth: 20 }));
  });

  it('without frame and pen, where all points coincide', () => {
    const point = { x: 3, y: 4 };
    assert.ok(isTooSmall([[point], [point, point]], {}));
    assert.ok(!isTooSmall([[point, { x: 3, y: 4.001 }]], {}));
  });

  it('and nothing drawn is not ink', () => {
    assert.ok(!isTooSmall([], { frame: square(280) }));
    assert.ok(!isTooSmall([[], []], {}));
  });

  it('in whatever unit frame and points are, where the surface is not a small one', () => {
    const coordinate = fc.double({ min: -20, max: 20, noNaN: true });
    const stroke = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 1 });
    const scale = fc.integer({ min: 0, max: 12 }).map((power) => 2 ** power);
    fc.assert(
      fc.property(fc.array(stroke, { minLength: 1 }), scale, (drawing, by) => {
        const scaled = drawing.map((s) => s.map(({ x, y }) => ({ x: x * by, y: y * by })));
        assert.equal(
          isTooSmall(scaled, { frame: square(280 * by) }),
          isTooSmall(drawing, { frame: square(280) }),
        );
      }),
    );
  });
});

describe('a frame that is none is refused by name', () => {
  const point = [[{ x: 1, y: 1 }]];
  for (const wrong of [0, -1, NaN, Infinity, '280', undefined, null]) {
    it(String(wrong), () => {
      const on = (part: object) => part as { frame: { width: number; height: number } };
      const code = { code: 'ink-invalid-frame' };
      assert.throws(() => isTooSmall(point, on({ frame: { width: wrong, height: 1 } })), code);
      assert.throws(() => isTooSmall(point, on({ frame: { width: 1, height: wrong } })), code);
      if (wrong === undefined) return;
      assert.throws(() => isTooSmall(point, on({ penWidth: wrong })), code);
    });
  }
});
