import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../../scripts/lib/random.js';
import { distort, type AffineRange } from '../../scripts/train/augmentation.js';
import { createBatchSource } from '../../scripts/train/batches.js';
import { generateDigits } from './generated-digits.js';

const STILL: AffineRange = { rotation: 0, shear: 0, scale: 0, shift: 0 };
const image = generateDigits(1, 'augmentation').images;

/** A generator that always draws the high end, so that the distortion is the range's own. */
const highest: Random = {
  uniform: () => 1,
  integer: (count) => count - 1,
  between: (_low, high) => high,
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

test('a whole shift moves every pixel, half of one spreads it over its neighbours', () => {
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

test('an epoch shows every image once, in another order each time', async () => {
  const digits = generateDigits(10, 'order');
  const source = createBatchSource(digits, { batchSize: 4, seed: 3, augmentation: STILL });
  assert.equal(source.batchesPerEpoch, 3);
  const epochs: string[][] = [];
  for (const epoch of [0, 1]) {
    const batches = await Promise.all([0, 1, 2].map((at) => source.batch(epoch * 3 + at)));
    assert.deepEqual(
      batches.map(({ labels }) => labels.length),
      [4, 4, 2],
    );
    epochs.push(batches.flatMap(({ images, labels }) => rows(images, labels)));
  }
  const all = rows(digits.images, digits.labels).sort();
  assert.deepEqual([...epochs[0]!].sort(), all);
  assert.deepEqual([...epochs[1]!].sort(), all);
  assert.notDeepEqual(epochs[0], epochs[1]);
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

function rows(images: Float32Array, labels: Uint8Array): string[] {
  return Array.from(
    labels,
    (label, at) => `${label}: ${images.subarray(at * 784, at * 784 + 784)}`,
  );
}
