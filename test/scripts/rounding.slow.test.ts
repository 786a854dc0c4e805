import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createRandom } from '../../scripts/lib/random.js';
import { findArchitecture } from '../../scripts/train/architecture.js';
import { start } from '../../scripts/train/engine/compute.js';
import type { Engine } from '../../scripts/train/engine/engine.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import {
  type Correlations,
  divergence,
  roundLayer,
  type LayerWeights,
  roundNetwork,
  chooseSteps,
} from '../../scripts/train/rounding.js';
import { generateDigits } from './generated-digits.js';

/** Rows of inputs, and what the same rows were in the reference. */
function correlationsOf(rows: number[][], before = rows): Correlations {
  const sum = (others: number[][]) => {
    const size = rows[0]!.length + 1;
    const total = new Float32Array(size ** 2);
    rows.forEach((row, which) => {
      const [x, y] = [
        [...row, 1],
        [...others[which]!, 1],
      ];
      total.forEach((_, at) => (total[at]! += x[Math.floor(at / size)]! * y[at % size]!));
    });
    return total;
  };
  return { own: sum(rows), withReference: sum(before) };
}

const close = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

test('two inputs that always go together are rounded to what they give together', () => {
  const rows = [-2, -1, 0, 1, 2].map((value) => [value, value]);
  const layer = { kernel: Float32Array.of(0.4, 0.4), bias: Float32Array.of(0) };
  const { kernel } = roundLayer(layer, correlationsOf(rows), 1);
  // Each alone is nearest to 0, the two together to 1.
  assert.equal(kernel[0]! + kernel[1]!, 1);
});

test('what rounding takes from an input that is always on goes to the bias', () => {
  const rows = Array.from({ length: 50 }, () => [1]);
  const layer = { kernel: Float32Array.of(0.3, -2.4), bias: Float32Array.of(0.5, 0.5) };
  const { kernel, bias } = roundLayer(layer, correlationsOf(rows), 1);
  assert.deepEqual([...kernel.map(Math.abs)], [0, 2]);
  close(kernel[0]! + bias[0]!, 0.8, 0.02);
  close(kernel[1]! + bias[1]!, -1.9, 0.02);
});

test('inputs that have become half as large get weights twice as large', () => {
  const random = createRandom('halved');
  const before = Array.from({ length: 500 }, () => [random.normal(), random.normal()]);
  const rows = before.map((row) => row.map((value) => value / 2));
  const layer = { kernel: Float32Array.of(3, -4), bias: Float32Array.of(0.25) };
  const { kernel, bias } = roundLayer(layer, correlationsOf(rows, before), 1 / 16);
  close(kernel[0]!, 6, 0.25);
  close(kernel[1]!, -8, 0.25);
  close(bias[0]!, 0.25, 0.02);
});

test('inputs that are never on, and weights beyond what a byte holds, come to no harm', () => {
  const rows = Array.from({ length: 20 }, (_, at) => [at % 3, 0]);
  const layer = { kernel: Float32Array.of(1000, 0.6), bias: Float32Array.of(0) };
  const { kernel, bias } = roundLayer(layer, correlationsOf(rows), 0.5);
  assert.equal(kernel[0], 127 * 0.5);
  assert.ok(Number.isFinite(kernel[1]!) && Math.abs(kernel[1]!) <= 127 * 0.5);
  assert.ok(Number.isFinite(bias[0]!));
});

test('a layer of many related inputs gives nearly what it gave, and closer than rounded plainly', () => {
  const random = createRandom('related');
  const rows = Array.from({ length: 400 }, () => {
    const hidden = Array.from({ length: 6 }, () => random.normal());
    return Array.from({ length: 24 }, (_, at) => hidden[at % 6]! + 0.3 * random.normal());
  });
  const kernel = Float32Array.from({ length: 24 * 3 }, () => random.normal());
  const layer = { kernel, bias: Float32Array.of(0.1, 0.2, 0.3) };
  const step = 0.7;
  const answer = ({ kernel, bias }: LayerWeights, row: number[], output: number) =>
    row.reduce((sum, input, at) => sum + input * kernel[3 * at + output]!, bias[output]!);
  const error = (other: LayerWeights) =>
    rows.reduce(
      (sum, row) =>
        sum +
        [0, 1, 2].reduce((s, o) => s + (answer(other, row, o) - answer(layer, row, o)) ** 2, 0),
      0,
    );
  const rounded = roundLayer(layer, correlationsOf(rows), step);
  for (const value of rounded.kernel) close(value / step, Math.round(value / step), 1e-5);
  const plain = { ...layer, kernel: kernel.map((value) => step * Math.round(value / step)) };
  assert.ok(error(rounded) < error(plain) / 2, `${error(rounded)}, ${error(plain)}`);
});

/** By sorting, and not by counting: the mean over places of how rare the value there is. */
function bitsOf(levels: readonly number[]): number {
  const sorted = levels.toSorted((a, b) => a - b);
  const rarity = sorted.map(
    (level) =>
      (sorted.findLastIndex((one) => one === level) - sorted.indexOf(level) + 1) / sorted.length,
  );
  return rarity.reduce((sum, share) => sum - Math.log2(share), 0) / sorted.length;
}

for (const bits of [1.5, 3, 5]) {
  test(`weights take ${bits} bits in the mean, and one that matters more a finer step`, () => {
    const random = createRandom('steps', bits);
    const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
    const kernels = [
      { values: normals(1000), sensitivity: 1 },
      { values: normals(1000), sensitivity: 4 },
      { values: normals(2000), sensitivity: 2 },
    ];
    const steps = chooseSteps(kernels, bits);
    const sum = kernels.reduce(
      (total, { values }, which) =>
        total +
        values.length * bitsOf(Array.from(values, (value) => Math.round(value / steps[which]!))),
      0,
    );
    close(sum / 4000, bits, 0.02);
    close(steps[1]! / steps[0]!, 1 / 2, 1e-6);
    close(steps[2]! / steps[0]!, 1, 1e-6);
  });
}

test('the divergence of answers is that of their probabilities', () => {
  const logitsOf = (odds: number[]) => Float32Array.from(odds, (value) => Math.log(value) + 300);
  const some = [0.5, 0.3, 0.05, 0.05, 0.02, 0.02, 0.02, 0.02, 0.01, 0.01];
  const others = some.toReversed();
  const expected = some.reduce((sum, p, at) => sum + p * Math.log(p / others[at]!), 0);
  const wanted = Float32Array.of(...logitsOf(some), ...logitsOf(some));
  const found = Float32Array.of(...logitsOf(others), ...logitsOf(some));
  close(divergence(wanted, found, 10), expected / 2, 1e-4);
  close(divergence(wanted, wanted, 10), 0, 1e-9);
});

let engine: Pick<Engine, 'correlations' | 'logits'>;
before(async () => {
  engine = await start({ backend: 'wasm', architecture: 'pen', seed: 1, labelSmoothing: 0 });
});

test('a network answers nearly as before, on digits it was not rounded by', async () => {
  const network = createNetwork((await findArchitecture('pen')).layers);
  const weights = initialWeights(network, 7);
  const batches = [0, 1, 2, 3].map((batch) => generateDigits(60, 'rounding', batch).images);
  const rounded = await roundNetwork(engine, network, weights, batches, 3);

  const { images } = generateDigits(100, 'unseen');
  const wanted = await engine.logits(weights, images);
  const plain = weights.map((values, at) => {
    const step = rounded.steps[at];
    return step === undefined ? values : values.map((value) => step * Math.round(value / step));
  });
  const [found, other] = await Promise.all(
    [rounded.weights, plain].map(async (values) =>
      divergence(wanted, await engine.logits(values, images), network.outputs),
    ),
  );
  assert.ok(found! < other! / 2, `${found}, ${other} rounded plainly`);

  rounded.steps.forEach((step, at) => {
    assert.equal(step !== undefined, network.weightSpecs[at]!.name === 'kernel');
    if (step === undefined) return;
    for (const value of rounded.weights[at]!) {
      close(value / step, Math.round(value / step), 1e-4);
    }
  });
});
