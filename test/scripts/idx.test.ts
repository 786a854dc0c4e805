import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIdx } from '../../scripts/lib/dataset.js';

/** Two images of 2×3: magic 0x00000803, three big-endian sizes, twelve bytes. */
const IMAGES = [
  0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
];

test('an IDX file is read: its dimensions and its values in order', () => {
  const { dimensions, values } = readIdx(Uint8Array.from(IMAGES), 'images', 3);
  assert.deepEqual(dimensions, [2, 2, 3]);
  assert.deepEqual([...values], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('a file that starts inside a larger buffer is read from its own start', () => {
  const padded = Uint8Array.from([9, 9, 9, ...IMAGES]);
  assert.deepEqual(readIdx(padded.subarray(3), 'images', 3).dimensions, [2, 2, 3]);
});

const faults: [name: string, bytes: number[], rank: number, message: RegExp][] = [
  ['a truncated file', IMAGES.slice(0, -2), 3, /train-images is truncated: 2×2×3 .* 10 found/],
  ['a file with bytes to spare', [...IMAGES, 0], 3, /train-images is too long: 2×2×3 .* 13 found/],
  ['a cut header', IMAGES.slice(0, 9), 3, /ends after 9 bytes, inside the header of 16/],
  [
    'labels in place of images',
    [0, 0, 8, 1, 0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8],
    3,
    /1 dimensions instead of 3/,
  ],
  ['values of another type', IMAGES.with(2, 0x0d), 3, /IDX type 0x0d, not unsigned bytes/],
  ['a file of another kind', IMAGES.with(0, 0x1f), 3, /not an IDX file/],
  ['sizes beyond all memory', IMAGES.slice().fill(255, 4, 16), 3, /truncated/],
];

for (const [name, bytes, rank, message] of faults) {
  test(`${name} is refused, and the message says what is wrong and what to do`, () => {
    assert.throws(() => readIdx(Uint8Array.from(bytes), 'train-images', rank), {
      code: 'data-damaged',
      message,
    });
    assert.throws(() => readIdx(Uint8Array.from(bytes), 'train-images', rank), /npm run data/);
  });
}
