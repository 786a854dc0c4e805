import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createBatchSource,
  type BatchSource,
  imageCollection,
  type Collection,
} from '../../scripts/train/samples/batches.js';
import { generateDigits } from './generated-digits.js';

const STILL = { rotation: 0, shear: 0, scale: 0, shift: 0 };

/** Samples whose images say which they are, and to which draw they owe their variation. */
function numbered(name: string, first: number, count: number): Collection {
  return {
    name,
    labels: Uint8Array.from({ length: count }, (_, index) => (first + index) % 10),
    render(index, random, image) {
      image.fill(first + index);
      image[783] = random.uniform();
    },
  };
}

function source(seed = 3, batchSize = 4): BatchSource {
  const portions = [
    { collection: numbered('some', 0, 12), perEpoch: 6, balanced: false },
    { collection: numbered('others', 100, 9), perEpoch: 5, balanced: true },
  ];
  return createBatchSource(portions, { batchSize, seed });
}

const take = (from: BatchSource, steps: readonly number[]) =>
  Promise.all(steps.map((step) => from.batch(step)));

test('a source tells how much it has, and of what', () => {
  const { samples, batchesPerEpoch, names } = source();
  assert.equal(samples, 11);
  assert.equal(batchesPerEpoch, 3);
  assert.deepEqual(names, ['some', 'others']);
});

test('batches have their size, the last of an epoch what is left', async () => {
  for (const { images, labels, portions } of await take(source(), [0, 1, 3, 4])) {
    assert.deepEqual([images.length, labels.length, portions.length], [4 * 784, 4, 4]);
  }
  for (const { images, labels, portions } of await take(source(), [2, 5])) {
    assert.deepEqual([images.length, labels.length, portions.length], [3 * 784, 3, 3]);
  }
  assert.equal((await source(3, 64).batch(0)).labels.length, 11);
});

test('image, label and portion of a place are of the same sample', async () => {
  const batches = await take(source(), [0, 1, 2, 3, 4, 5]);
  for (const { images, labels, portions } of batches) {
    labels.forEach((label, place) => {
      const sample = images[place * 784]!;
      assert.equal(label, sample % 10);
      assert.equal(portions[place], sample < 100 ? 0 : 1);
      assert.ok(images.subarray(place * 784, place * 784 + 783).every((value) => value === sample));
    });
  }
});

test('the target of a place is its label, or what people differ about', async () => {
  const some = numbered('some', 0, 2);
  const collection: Collection = {
    ...some,
    render(index, random, image) {
      some.render(index, random, image);
      if (index === 1) return { other: 7, share: 0.25 };
    },
  };
  const from = createBatchSource([{ collection, perEpoch: 2, balanced: false }], {
    batchSize: 2,
    seed: 1,
  });
  const { labels, targets } = await from.batch(0);
  const row = (place: number) => [...targets.subarray(11 * place, 11 * place + 11)];
  assert.deepEqual(row(labels.indexOf(0)), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(row(labels.indexOf(1)), [0, 0.75, 0, 0, 0, 0, 0, 0.25, 0, 0, 0]);
});

test('the batch of a step is the same, whatever was asked before', async () => {
  const steps = [0, 1, 2, 3, 4, 5, 6, 7];
  const inTurn = await take(source(), steps);
  const backwards = source();
  for (const step of [...steps].reverse()) {
    assert.deepEqual(await backwards.batch(step), inTurn[step], `step ${step}`);
    assert.deepEqual(await backwards.batch(step), inTurn[step], `step ${step} again`);
  }
  assert.notDeepEqual(await source(4).batch(0), inTurn[0]);
});

test('a sample is varied anew whenever it is used', async () => {
  const only = [{ collection: numbered('one', 0, 1), perEpoch: 3, balanced: false }];
  const from = createBatchSource(only, { batchSize: 2, seed: 1 });
  const draws = (await take(from, [0, 1, 2, 3])).flatMap(({ images, labels }) =>
    Array.from(labels, (_, place) => images[place * 784 + 783]!),
  );
  assert.equal(draws.length, 6);
  assert.equal(new Set(draws).size, 6);
});

test('an epoch shows every image once, in another order each time', async () => {
  const digits = generateDigits(10, 'order');
  const collection = imageCollection('digits', digits, STILL);
  const from = createBatchSource([{ collection, perEpoch: 10, balanced: false }], {
    batchSize: 4,
    seed: 3,
  });
  const epochs: string[][] = [];
  for (const epoch of [0, 1]) {
    const batches = await take(from, [epoch * 3, epoch * 3 + 1, epoch * 3 + 2]);
    epochs.push(batches.flatMap(({ images, labels }) => rows(images, labels)));
  }
  const all = rows(digits.images, digits.labels).sort();
  assert.deepEqual([...epochs[0]!].sort(), all);
  assert.deepEqual([...epochs[1]!].sort(), all);
  assert.notDeepEqual(epochs[0], epochs[1]);
});

function rows(images: Float32Array, labels: Uint8Array): string[] {
  return Array.from(
    labels,
    (label, at) => `${label}: ${images.subarray(at * 784, at * 784 + 784)}`,
  );
}
