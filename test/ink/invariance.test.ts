import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_PREPROCESSING, drawingToImage, type Drawing } from '../../src/ink/index.js';
import { greatestDifference, meanDifference, pixelCenter, transform } from './supersample.js';

const SEEDED = { seed: 20260101, numRuns: 300 };
/** Rounding, and other bands. */
const SAME = 0.001;
/** Close points are left out, up to a thirty-second of a pixel away; others from the other end. */
const THINNED = 0.05;

const coordinate = fc.integer({ min: 0, max: 300 });
const point = fc.record({ x: coordinate, y: coordinate });
const drawing = fc.array(fc.array(point, { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 4,
});

function image(strokes: Drawing): Float32Array {
  const result = drawingToImage(strokes);
  assert.ok(result);
  return result;
}

function assertSame(a: Drawing, b: Drawing, tolerance: number): void {
  const difference = greatestDifference(image(a), image(b));
  assert.ok(difference <= tolerance, `pixels differ by ${difference}`);
}

/** Each line between two points in so many equal parts. */
function divide(strokes: Drawing, parts: number): Drawing {
  return strokes.map((stroke) =>
    stroke.flatMap((to, i) => {
      const from = stroke[i - 1];
      if (!from) return [to];
      return Array.from({ length: parts }, (_, k) => ({
        x: from.x + ((to.x - from.x) * (k + 1)) / parts,
        y: from.y + ((to.y - from.y) * (k + 1)) / parts,
      }));
    }),
  );
}

describe('an input image does not depend on', () => {
  it('where the drawing is', () => {
    const shift = fc.double({ min: -1e5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(drawing, shift, shift, (strokes, dx, dy) => {
        assertSame(strokes, transform(strokes, 1, dx, dy), SAME);
      }),
      SEEDED,
    );
  });

  it('how large it is, down to where numbers run out of digits', () => {
    const exponent = fc.integer({ min: -300, max: 305 });
    fc.assert(
      fc.property(drawing, exponent, (strokes, exponent) => {
        assertSame(strokes, transform(strokes, 10 ** exponent, 0, 0), SAME);
      }),
      SEEDED,
    );
  });

  it('how densely the points lie, if none is far from the next', () => {
    // No line is longer than the diagonal.
    const parts = fc.integer({ min: 12, max: 40 });
    fc.assert(
      fc.property(drawing, parts, parts, (strokes, some, others) => {
        assertSame(divide(strokes, some), divide(strokes, others), THINNED);
      }),
      SEEDED,
    );
  });

  it('the order and the direction of the strokes', () => {
    const reversals = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(drawing, reversals, fc.nat(3), (strokes, reversed, first) => {
        const turned = strokes.map((stroke, i) => (reversed[i] ? [...stroke].reverse() : stroke));
        assertSame(strokes, turned, THINNED);
        assertSame(strokes, [...strokes.slice(first), ...strokes.slice(0, first)], SAME);
      }),
      SEEDED,
    );
  });

  it('a stroke that is drawn again', () => {
    fc.assert(
      fc.property(drawing, fc.nat(3), (strokes, again) => {
        assertSame(strokes, [...strokes, strokes[again % strokes.length]!], SAME);
      }),
      SEEDED,
    );
  });

  it('points that repeat, empty strokes, time and pressure', () => {
    fc.assert(
      fc.property(drawing, (strokes) => {
        const noisy = strokes.flatMap((stroke) => [
          stroke.flatMap((at, i) => [{ ...at, t: i, pressure: 0.5 }, at]),
          [],
        ]);
        assertSame(strokes, noisy, SAME);
      }),
      SEEDED,
    );
  });
});

describe('every drawing', () => {
  it('is centered and as large as the box', () => {
    fc.assert(
      fc.property(drawing, (strokes) => {
        const picture = image(strokes);
        const inked = [...picture.keys()].filter((i) => picture[i]! > 0);
        const span = (of: (i: number) => number) =>
          Math.max(...inked.map(of)) - Math.min(...inked.map(of)) + 1;
        const longer = Math.max(
          span((i) => i % 28),
          span((i) => Math.floor(i / 28)),
        );
        const isDot = new Set(strokes.flat().map(({ x, y }) => `${x} ${y}`)).size === 1;
        const side = isDot ? DEFAULT_PREPROCESSING.penWidth : DEFAULT_PREPROCESSING.box;
        assert.ok(longer >= side - 1 && longer <= side + 2, `${longer} pixels wide`);
        const { x, y } = pixelCenter(picture);
        const touches = inked.some((i) => [i % 28, Math.floor(i / 28)].some((at) => at % 27 === 0));
        if (!touches) assert.ok(Math.hypot(x - 14, y - 14) < 0.02, `center ${x}, ${y}`);
      }),
      SEEDED,
    );
  });

  it('turned by a right angle gives the image turned', () => {
    fc.assert(
      fc.property(drawing, (strokes) => {
        const turned = strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: y, y: x })));
        const picture = image(turned);
        const back = picture.map((_, i) => picture[(i % 28) * 28 + Math.floor(i / 28)]!);
        const straight = image(strokes);
        assert.ok(greatestDifference(straight, back) < 0.05);
        assert.ok(meanDifference(straight, back) < 0.002);
      }),
      SEEDED,
    );
  });
});
