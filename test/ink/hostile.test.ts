import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  drawingToImage,
  drawingToSVG,
  InkError,
  pixelsToImage,
  readDrawing,
  type Pixels,
  type Point,
} from '../../src/ink/index.js';

const seed = Number(process.env['HOSTILE_SEED'] ?? 20260101);

const thrower = () => {
  throw new Error('not today');
};

/** Answers with a number that is one, once, and then no longer is. */
function fickle(x: number): unknown {
  let asked = 0;
  return {
    y: 1,
    get x() {
      return asked++ === 0 ? x : NaN;
    },
  };
}

const edge = fc.constantFrom(
  0,
  -0,
  5e-324,
  -5e-324,
  1e-308,
  1e308,
  -1e308,
  Number.MAX_VALUE,
  2 ** 53,
);
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), edge, fc.integer());
const notFinite = fc.constantFrom<unknown>(NaN, Infinity, -Infinity, '1', null, undefined, 1n, {});
const point = fc.record(
  { x: number, y: number, t: number, pressure: number },
  { requiredKeys: ['x', 'y'] },
);
const stroke = fc.oneof(
  fc.array(point, { maxLength: 12 }),
  fc.tuple(point, fc.nat(30)).map(([at, count]) => Array<Point>(count).fill(at)),
);
const drawing = fc.array(stroke, { maxLength: 5 });

const badPoint = fc.oneof(
  fc.tuple(number, notFinite).map(([x, y]) => ({ x, y })),
  fc.tuple(point, notFinite).map(([at, pressure]) => ({ ...at, pressure })),
  fc.constantFrom<unknown>(null, 7, 'x', [], () => 1, Symbol('x'), new Date(NaN)),
  fc.constant(Object.defineProperty({ y: 1 }, 'x', { get: thrower })),
  number.map(fickle),
);
const badStroke = fc.oneof(
  fc.array(fc.oneof(point, badPoint), { minLength: 1, maxLength: 6 }),
  fc.constantFrom<unknown>(null, {}, 'ink', new Float64Array(4), Array(3), Array(2 ** 32 - 1)),
  fc.constantFrom<unknown>(
    new Proxy([], { get: thrower }),
    new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 53 : { x: 1, y: 1 }) }),
    new Proxy([], { get: (_, key) => (key === 'length' ? NaN : { x: 1, y: 1 }) }),
  ),
);
const anything = fc.oneof(
  fc.array(fc.oneof(stroke, badStroke), { maxLength: 4 }),
  badStroke,
  fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withSparseArray: true }),
  fc.constantFrom<unknown>(
    Array(2 ** 32 - 1),
    new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 53 : []) }),
    new Proxy([], { get: (_, key) => (key === 'length' ? 1000 : []) }),
  ),
);

function checkImage(image: Float32Array | null): void {
  if (image === null) return;
  assert.equal(image.length, 784);
  assert.ok(image.every((value) => value >= 0 && value <= 1));
  assert.ok(image.some((value) => value > 0));
}

/** Whether it was refused, which must be by an InkError. */
function isRefused(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    assert.ok(error instanceof InkError, String(error));
    assert.match(error.code, /^ink-[a-z-]+$/);
    assert.ok(error.message.length > 10 && error.message.length < 500, error.message);
    return true;
  }
}

describe(`whatever is drawn (seed ${seed})`, () => {
  it('is an image from 0 to 1 with ink on it, or has no points', () => {
    fc.assert(
      fc.property(drawing, (strokes) => {
        const image = drawingToImage(strokes);
        assert.equal(image === null, strokes.flat().length === 0);
        checkImage(image);
      }),
      { seed, numRuns: 3000 },
    );
  });

  it('is written as SVG without a number that is none', () => {
    const near = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const strokes = fc.array(fc.array(fc.record({ x: near, y: near }), { maxLength: 8 }));
    fc.assert(
      fc.property(strokes, (strokes) => {
        const svg = drawingToSVG(strokes, { width: 100, height: 100, penWidth: 5 });
        assert.doesNotMatch(svg, /NaN|Infinity/);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('or what is passed for a drawing is refused by name, or read once and for all', () => {
    fc.assert(
      fc.property(anything, (value) => {
        isRefused(() => checkImage(drawingToImage(readDrawing(value))));
      }),
      { seed, numRuns: 3000 },
    );
  });

  it('or is a proxy that was revoked meanwhile', () => {
    const { proxy, revoke } = Proxy.revocable<Point[]>([], {});
    revoke();
    assert.ok(isRefused(() => readDrawing(proxy)));
    assert.ok(isRefused(() => readDrawing([[{ x: 1, y: 1 }], proxy])));
  });

  it('of 100,000 points is an image like any other', () => {
    const spiral = Array.from({ length: 100_000 }, (_, i) => ({
      x: Math.cos(i / 500) * i,
      y: Math.sin(i / 500) * i,
    }));
    checkImage(drawingToImage([spiral]));
    checkImage(drawingToImage(spiral.map((at) => [at])));
  });

  it('with pixels in it or not is an image from 0 to 1 or null', () => {
    const size = fc.integer({ min: 1, max: 40 });
    const pixels = fc.tuple(size, size, fc.nat(255)).chain(([width, height, paper]) =>
      fc
        .array(fc.tuple(fc.nat(width * height * 4 - 1), fc.nat(255)), { maxLength: 60 })
        .map((spots) => {
          const data = new Uint8ClampedArray(width * height * 4).fill(paper);
          for (const [at, value] of spots) data[at] = value;
          return { width, height, data };
        }),
    );
    fc.assert(
      fc.property(pixels, (pixels) => checkImage(pixelsToImage(pixels))),
      { seed, numRuns: 500 },
    );
    const notPixels = fc.record({
      width: fc.anything(),
      height: fc.anything(),
      data: fc.anything(),
    });
    fc.assert(
      fc.property(fc.oneof(notPixels, fc.anything()), (value) => {
        isRefused(() => checkImage(pixelsToImage(value as Pixels)));
      }),
      { seed, numRuns: 1000 },
    );
  });
});
