import assert from 'node:assert/strict';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readIdx, readMnist } from '../../scripts/lib/dataset.js';
import { idx, writeGeneratedMnist } from './generated-digits.js';
import { temporaryDirectory } from './temporary-directory.js';

const BLACK_AND_GRAY = Uint8Array.from({ length: 2 * 784 }, (_, at) => (at < 784 ? 255 : 51));

async function write(directory: string, images: Buffer, labels: Buffer): Promise<void> {
  const folder = join(directory, 'mnist');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 't10k-images-idx3-ubyte'), images);
  await writeFile(join(folder, 't10k-labels-idx1-ubyte'), labels);
}

test('unpacked files are read too, bytes scaled to 0–1', async (context) => {
  const directory = await temporaryDirectory(context);
  await write(directory, idx(BLACK_AND_GRAY, 2, 28, 28), idx(Uint8Array.of(3, 8), 2));
  const { images, labels } = await readMnist(directory, 'test');
  assert.deepEqual([...labels], [3, 8]);
  assert.equal(images.length, 2 * 784);
  assert.ok(images.subarray(0, 784).every((value) => value === 1));
  assert.ok(images.subarray(784).every((value) => value === Math.fround(0.2)));
});

test('a missing file is named, with the command that fetches it', async (context) => {
  const directory = await temporaryDirectory(context);
  await assert.rejects(readMnist(directory, 'train'), {
    code: 'data-missing',
    message: `${join(directory, 'mnist', 'train-images-idx3-ubyte.gz')} is missing: run npm run data -- ${directory}.`,
  });
});

const faults: [name: string, images: Buffer, labels: Buffer, message: RegExp][] = [
  [
    'images of another size',
    idx(BLACK_AND_GRAY, 2, 14, 56),
    idx(Uint8Array.of(3, 8), 2),
    /images-idx3-ubyte holds images of 14×56, not 28×28/,
  ],
  [
    'more images than labels',
    idx(BLACK_AND_GRAY, 2, 28, 28),
    idx(Uint8Array.of(3), 1),
    /labels-idx1-ubyte holds 1 labels for 2 images/,
  ],
  [
    'a label that is no digit',
    idx(BLACK_AND_GRAY, 2, 28, 28),
    idx(Uint8Array.of(3, 10), 2),
    /has the label 10 at 1, not a digit/,
  ],
];

for (const [name, images, labels, message] of faults) {
  test(`${name}: the file at fault is named`, async (context) => {
    const directory = await temporaryDirectory(context);
    await write(directory, images, labels);
    await assert.rejects(readMnist(directory, 'test'), { code: 'data-damaged', message });
  });
}

test('a gzip file that was cut off is named', async (context) => {
  const directory = await temporaryDirectory(context);

  await writeGeneratedMnist(directory, { train: 3, test: 3 });
  const path = join(directory, 'mnist', 't10k-images-idx3-ubyte.gz');
  assert.equal(gunzipSync(await readFile(path)).length, 16 + 3 * 784);
  await truncate(path, 40);
  await assert.rejects(readMnist(directory, 'test'), {
    code: 'data-damaged',
    message: /t10k-images-idx3-ubyte\.gz cannot be unpacked/,
  });
});

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

const idxFaults: [name: string, bytes: number[], rank: number, message: RegExp][] = [
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

for (const [name, bytes, rank, message] of idxFaults) {
  test(`${name} is refused, and the message says what is wrong and what to do`, () => {
    assert.throws(() => readIdx(Uint8Array.from(bytes), 'train-images', rank), {
      code: 'data-damaged',
      message,
    });
    assert.throws(() => readIdx(Uint8Array.from(bytes), 'train-images', rank), /npm run data/);
  });
}
