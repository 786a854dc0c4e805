import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Collection,
  planEpoch,
  stratify,
  type Portion,
} from '../../scripts/train/samples/batches.js';
const SEEDED = { seed: 20260102, numRuns: 100 };

function collection(labels: readonly number[]): Collection {
  return { name: 'test', labels: Uint8Array.from(labels), render: () => undefined };
}

const portion = fc.record({
  collection: fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 })
    .map(collection),
  perEpoch: fc.integer({ min: 0, max: 90 }),
  balanced: fc.boolean(),
});
const portions = fc.array(portion, { minLength: 1, maxLength: 4 });

/** How often each item occurs. */
function tally<Item>(items: readonly Item[]): Map<Item, number> {
  const counts = new Map<Item, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** By how much the most frequent of `all` is ahead of the least. */
function unevenness<Item>(items: readonly Item[], all: Iterable<Item>): number {
  const counts = tally(items);
  const found = [...all].map((item) => counts.get(item) ?? 0);
  return Math.max(...found) - Math.min(...found);
}

const plan = (all: readonly Portion[], seed: number, epoch: number) =>
  planEpoch(stratify(all), seed, epoch);

test('an epoch has of each portion as many as it asks for', () => {
  fc.assert(
    fc.property(portions, fc.nat(5), (all, epoch) => {
      const counts = tally(plan(all, 1, epoch).map((pick) => pick.portion));
      all.forEach(({ perEpoch }, which) => assert.equal(counts.get(which) ?? 0, perEpoch));
    }),
    SEEDED,
  );
});

test('every pick is a sample that there is', () => {
  fc.assert(
    fc.property(portions, (all) => {
      for (const { portion: which, index } of plan(all, 2, 0)) {
        assert.ok(index in all[which]!.collection.labels);
      }
    }),
    SEEDED,
  );
});

test('in a balanced portion, each label that occurs is as frequent as the others', () => {
  fc.assert(
    fc.property(portion, fc.nat(5), ({ collection: own, perEpoch }, epoch) => {
      const picks = plan([{ collection: own, perEpoch, balanced: true }], 3, epoch);
      const labels = picks.map(({ index }) => own.labels[index]!);
      assert.ok(unevenness(labels, new Set(own.labels)) <= 1, labels.join(' '));
    }),
    SEEDED,
  );
});

test('over the epochs, every sample is used as often as the others of its label', () => {
  const labels = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2];
  for (const balanced of [true, false]) {
    const own = { collection: collection(labels), perEpoch: 10, balanced };
    const used: number[] = [];
    for (let epoch = 0; epoch < 40; epoch++) {
      used.push(...plan([own], 4, epoch).map(({ index }) => index));
      const groups = balanced ? [0, 1, 2] : ['all' as const];
      for (const group of groups) {
        const members = [...labels.keys()].filter((at) => group === 'all' || labels[at] === group);
        assert.ok(unevenness(used, members) <= 1, `epoch ${epoch}, ${group}: ${used.join(' ')}`);
      }
    }
  }
});

test('a portion much smaller than its quota is gone through whole, again and again', () => {
  const own = { collection: collection([5, 6, 7]), perEpoch: 31, balanced: false };
  const picks = plan([own], 5, 0).map(({ index }) => index);
  assert.equal(unevenness(picks, [0, 1, 2]), 1);
});

test('each turn through a stratum has an order of its own, and so has each epoch', () => {
  // Seven members at three an epoch: a turn ends within an epoch.
  const own = { collection: collection([1, 1, 1, 1, 1, 1, 1]), perEpoch: 3, balanced: false };
  const used = Array.from({ length: 21 }, (_, epoch) => plan([own], 6, epoch)).flat();
  // The same epochs of an undisturbed turn would repeat after seven epochs.
  const thirds = [0, 1, 2].map((third) => used.slice(third * 21, third * 21 + 21));
  const texts = thirds.map((picks) => picks.map(({ index }) => index).join(' '));
  assert.equal(new Set(texts).size, 3);

  const whole = { ...own, perEpoch: 7 };
  const orders = [0, 1].map((epoch) => plan([whole], 6, epoch).map(({ index }) => index));
  assert.notDeepEqual(orders[0], orders[1]);
});

test('an epoch mixes the portions, and the seed determines how', () => {
  const all = [1, 2].map((label) => ({
    collection: collection(Array.from({ length: 50 }, () => label)),
    perEpoch: 50,
    balanced: false,
  }));
  const order = (seed: number) => plan(all, seed, 0);
  const first = order(7).slice(0, 50);
  const share = first.filter((pick) => pick.portion === 0).length;
  // 25 expected, standard deviation 2.5.
  assert.ok(share > 12 && share < 38, `${share}`);
  assert.deepEqual(order(7), order(7));
  assert.notDeepEqual(order(8), order(7));
});

test('a collection without samples adds none', () => {
  assert.deepEqual(plan([{ collection: collection([]), perEpoch: 5, balanced: true }], 1, 0), []);
});
