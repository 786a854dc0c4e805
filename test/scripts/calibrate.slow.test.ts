import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createRandom } from '../../scripts/lib/random.js';
import { findArchitecture } from '../../scripts/train/architecture.js';
import {
  bestTemperature,
  foldTemperature,
  refusalShift,
} from '../../scripts/train/finish-training.js';
import { answerOf, predictLogits } from '../../scripts/train/loss.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';
import { generateDigits } from './generated-digits.js';

before(() => startTensorFlow('wasm'));

/** A label with the probabilities that softmax gives. */
function drawLabel(logits: readonly number[], uniform: number): number {
  const odds = logits.map(Math.exp);
  let left = uniform * odds.reduce((sum, value) => sum + value, 0);
  return Math.min(
    9,
    odds.findIndex((value) => (left -= value) < 0),
  );
}

function sample(count: number): { logits: number[]; labels: Uint8Array } {
  const random = createRandom('calibrate');
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: 10 }, () => 2 * random.normal()),
  );
  const labels = Uint8Array.from(rows, (row) => drawLabel(row, random.uniform()));
  return { logits: rows.flat(), labels };
}

for (const temperature of [0.4, 1, 2.5, 7]) {
  test(`logits ${temperature} times too large have that temperature`, () => {
    const { logits, labels } = sample(8000);
    const found = bestTemperature(
      Float32Array.from(logits, (value) => value * temperature),
      labels,
    );
    assert.ok(Math.abs(found / temperature - 1) < 0.04, `${found}`);
  });
}

test('large logits, which would overflow as powers, are no obstacle', () => {
  const { logits, labels } = sample(2000);
  const raised = Float32Array.from(logits, (value) => value + 500);
  assert.ok(Math.abs(bestTemperature(raised, labels) - 1) < 0.08);
});

test('dividing by a temperature divides the logits, exactly for a power of two', async () => {
  for (const name of ['pen', 'mnist-exercise', 'mnist-exercise-chainer']) {
    const network = createNetwork((await findArchitecture(name)).layers);
    // Biases, which are zero at first, have to be divided as well.
    const random = createRandom('biases', name);
    const weights = initialWeights(network, 2).map((values) =>
      values.map((value) => value || random.between(-0.5, 0.5)),
    );
    const before = weights.map((values) => values.slice());
    const { images } = generateDigits(20, 'fold');
    const logits = await predictLogits(network, weights, images);
    const divided = await predictLogits(network, foldTemperature(network, weights, 4), images);
    assert.deepEqual(
      divided,
      logits.map((value) => value / 4),
    );
    assert.ok(logits.some((value) => Math.abs(value) > 0.1));
    assert.deepEqual(weights, before, 'the weights given stay as they were');

    const uneven = await predictLogits(network, foldTemperature(network, weights, 1.37), images);
    const largest = Math.max(...logits.map(Math.abs));
    uneven.forEach((value, at) => {
      assert.ok(Math.abs(value - logits[at]! / 1.37) < 1e-5 * largest);
    });
  }
});

test('what is no digit has no say in the temperature', () => {
  const { logits, labels } = sample(2000);
  const eleven = labels.reduce<number[]>(
    (all, _, row) => all.concat(logits.slice(10 * row, 10 * row + 10), row % 7),
    [],
  );
  const [ten, more] = [logits, eleven].map((all) =>
    bestTemperature(Float32Array.from(all), labels),
  );
  assert.equal(ten, more);
});

test('the output of no digit is moved so far that a share of digits is refused, and no more', () => {
  const random = createRandom('refusals');
  const count = 1000;
  const logits = Float32Array.from({ length: 11 * count }, () => 3 * random.normal());
  const rows = Array.from({ length: count }, (_, row) => logits.slice(11 * row, 11 * row + 11));
  // Every other one is misread; how many of these are refused does not matter.
  const labels = Uint8Array.from(rows, (row, at) => (answerOf(row.slice(0, 10)) + (at % 2)) % 10);
  for (const share of [0, 0.002, 0.05]) {
    const shift = refusalShift(logits, labels, share);
    const refused = rows.filter(
      (row, at) => at % 2 === 0 && answerOf(row.with(10, row[10]! + shift)) === 10,
    );
    // The digit at the edge may fall on either side.
    assert.ok(Math.abs(refused.length - share * count) <= 1, `${share}: ${refused.length}`);
  }
});
