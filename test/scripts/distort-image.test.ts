import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../../scripts/lib/random.js';
import { distort, type AffineRange } from '../../scripts/train/augmentation/distort-image.js';
import { generateDigits } from './generated-digits.js';

const STILL: AffineRange = { rotation: 0, shear: 0, scale: 0, shift: 0 };
const image = generateDigits(1, 'augmentation').images;

/** A generator that always draws the high end, so that the distortion is the range's own. */
const highest: Random = {
  uniform: () => 1,
  integer: (count) => count - 1,
  between: (_low, high) => high,
  normal: () => 1,
  shuffle: (items) => items,
};

function distorted(range: Partial<AffineRange>, source = image): Float32Array {
  const output = new Float32Array(784);
  distort(source, output, { ...STILL, ...range }, highest);
  return output;
}

function pixel(row: number, column: number): Float32Array {
  const dot = new Float32Array(784);
  dot[row * 28 + column] = 1;
  return dot;
}

function centre(ink: Float32Array): [x: number, y: number] {
  const mass = ink.reduce((sum, value) => sum + value, 0);
  return [
    ink.reduce((sum, value, at) => sum + value * (at % 28), 0) / mass,
    ink.reduce((sum, value, at) => sum + value * Math.floor(at / 28), 0) / mass,
  ];
}

test('a range of nothing leaves an image as it is', () => {
  assert.deepEqual(distorted({}), image);
});

test('a whole shift moves every pixel, half of one spreads it over its neighbors', () => {
  assert.deepEqual(distorted({ shift: 2 }, pixel(10, 12)), pixel(8, 10));
  const spread = distorted({ shift: 0.5 }, pixel(10, 12));
  for (const at of [9 * 28 + 11, 9 * 28 + 12, 10 * 28 + 11, 10 * 28 + 12]) {
    assert.equal(spread[at], 0.25);
  }
});

test('what leaves the image is gone, and paper comes in', () => {
  assert.ok(distorted({ shift: 3 }, pixel(2, 12)).every((value) => value === 0));
});

test('a quarter turn is exactly that, about the middle of the grid', () => {
  const turned = distorted({ rotation: 90 }, pixel(10, 12));
  const [x, y] = centre(turned);
  // Offsets from the middle, 13.5: (-1.5, -3.5) turned by a quarter is (±3.5, ∓1.5).
  assert.ok(Math.abs(Math.abs(x - 13.5) - 3.5) < 1e-4 && Math.abs(Math.abs(y - 13.5) - 1.5) < 1e-4);
  assert.ok((x - 13.5) * (y - 13.5) < 0);
});

test('shear moves the top and the bottom apart and leaves rows where they are', () => {
  const [topX, topY] = centre(distorted({ shear: 0.2 }, pixel(4, 14)));
  const [bottomX, bottomY] = centre(distorted({ shear: 0.2 }, pixel(23, 14)));
  assert.ok(Math.abs(topY - 4) < 1e-4 && Math.abs(bottomY - 23) < 1e-4);
  // 19 rows apart, a fifth of that sideways.
  assert.ok(Math.abs(Math.abs(topX - bottomX) - 3.8) < 1e-4);
});

test('with a range, each visit to an image shows another distortion of it', () => {
  const outputs = [1, 2].map((step) => {
    const output = new Float32Array(784);
    const range = { rotation: 10, shear: 0.1, scale: 0.1, shift: 1 };
    distort(image, output, range, createRandom('distortion', step));
    return output;
  });
  assert.notDeepEqual(outputs[0], outputs[1]);
});

/** The elastic displacement of the pixels that do not come from outside, by row, in pixels. */
function displacements(spread: number, ...keys: (string | number)[]): number[][] {
  // An image that says at each place which column it is.
  const ramp = Float32Array.from({ length: 784 }, (_, at) => (at % 28) / 27);
  const output = new Float32Array(784);
  distort(ramp, output, { ...STILL, elastic: spread }, createRandom('elastic', ...keys));
  const inner = Array.from({ length: 16 }, (_, index) => index + 6);
  return inner.map((row) => inner.map((column) => output[row * 28 + column]! * 27 - column));
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

const FIELDS = Array.from({ length: 60 }, (_, index) => index);

test('an elastic spread of nothing changes nothing', () => {
  const output = new Float32Array(784);
  distort(image, output, { ...STILL, elastic: 0 }, createRandom('elastic'));
  assert.deepEqual(output, image);
});

test('the elastic displacement has about its spread, in pixels', () => {
  // Between knots it is a mean of two or four, whose spread is down to half of theirs.
  for (const spread of [0.5, 1]) {
    const found = rms(FIELDS.flatMap((index) => displacements(spread, index).flat()));
    assert.ok(found > 0.5 * spread && found < spread, `${found}`);
  }
});

test('neighboring pixels are displaced alike: the field is smooth', () => {
  const fields = FIELDS.map((index) => displacements(1, index));
  const steps = fields.flatMap((field) =>
    field.flatMap((row, y) =>
      row.flatMap((value, x) => [
        ...(x > 0 ? [value - row[x - 1]!] : []),
        ...(y > 0 ? [value - field[y - 1]![x]!] : []),
      ]),
    ),
  );
  // Two knots are √2 of a spread apart, and 5.4 pixels.
  assert.ok(rms(steps) < Math.SQRT2 / 5.4, `${rms(steps)}`);
  // Nowhere a jump: knots are not further apart than six spreads, which one in 40,000 pairs is.
  assert.ok(Math.max(...steps.map(Math.abs)) < 6 / 5.4);
});

test('elastic distortion about keeps the ink', () => {
  const mass = (pixels: Float32Array) => pixels.reduce((sum, value) => sum + value, 0);
  const kept = FIELDS.map((index) => {
    const output = new Float32Array(784);
    distort(image, output, { ...STILL, elastic: 0.7 }, createRandom('mass', index));
    assert.notDeepEqual(output, image);
    return mass(output) / mass(image);
  });
  for (const share of kept) assert.ok(share > 0.7 && share < 1.4, `${share}`);
  const mean = kept.reduce((sum, share) => sum + share, 0) / kept.length;
  assert.ok(Math.abs(mean - 1) < 0.05, `${mean}`);
});
