import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createRandom } from '../../scripts/lib/random.js';
import { dense, flatten } from '../../scripts/train/layers.js';
import { lossAndGradients, NOT_A_DIGIT } from '../../scripts/train/loss.js';
import { createNetwork } from '../../scripts/train/network.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';

before(() => startTensorFlow('wasm'));

/** Its logits are the bias, whatever the image: so the loss's gradient is the bias's. */
const network = createNetwork([flatten(), dense({ units: 10 })]);

const LOGITS = [0.5, -1, 2, 0, 0.3, -0.2, 1, -2, 0.7, 0.1];
const ODDS = LOGITS.map(Math.exp);
const TOTAL = ODDS.reduce((sum, value) => sum + value, 0);
const PROBABILITIES = ODDS.map((value) => value / TOTAL);

function run(labels: readonly number[], labelSmoothing = 0) {
  const weights = [new Float32Array(7840), Float32Array.from(LOGITS)];
  const images = new Float32Array(labels.length * 784).fill(0.5);
  const batch = { images, labels: Uint8Array.from(labels) };
  return lossAndGradients(network, weights, batch, labelSmoothing, createRandom('loss'));
}

/** Cross-entropy of targets, and its gradient: probability less target. */
function byHand(targets: readonly (readonly number[])[]) {
  const losses = targets.map((own) =>
    own.reduce((sum, share, digit) => sum - share * Math.log(PROBABILITIES[digit]!), 0),
  );
  return {
    loss: losses.reduce((sum, value) => sum + value, 0) / losses.length,
    bias: PROBABILITIES.map(
      (value, digit) => value - targets.reduce((sum, own) => sum + own[digit]!, 0) / targets.length,
    ),
  };
}

const oneHot = (label: number) => LOGITS.map((_, digit) => Number(digit === label));
const UNIFORM = LOGITS.map(() => 0.1);

function assertIs(actual: Awaited<ReturnType<typeof run>>, targets: readonly number[][]): void {
  const { loss, bias } = byHand(targets);
  assert.ok(Math.abs(actual.loss - loss) < 1e-5, `${actual.loss} is not ${loss}`);
  bias.forEach((value, digit) => {
    assert.ok(Math.abs(actual.gradients[1]![digit]! - value) < 1e-6, `gradient of ${digit}`);
  });
  // Each pixel is a half, so each row of the kernel has half the bias's gradient.
  bias.forEach((value, digit) => {
    assert.ok(Math.abs(actual.gradients[0]![5000 + digit]! - value / 2) < 1e-6);
  });
}

test('the loss of digits is their mean cross-entropy', async () => {
  assertIs(await run([3, 2, 7]), [oneHot(3), oneHot(2), oneHot(7)]);
});

test('for what is no digit, it is the cross-entropy to all classes alike', async () => {
  assertIs(await run([NOT_A_DIGIT]), [UNIFORM]);
  assertIs(await run([NOT_A_DIGIT, 4, NOT_A_DIGIT]), [UNIFORM, oneHot(4), UNIFORM]);
});

test('label smoothing gives a part of each target to all classes', async () => {
  const smoothed = (label: number) => oneHot(label).map((share) => 0.8 * share + 0.02);
  assertIs(await run([3, 2], 0.2), [smoothed(3), smoothed(2)]);
  // Of alike, alike is left.
  assertIs(await run([NOT_A_DIGIT], 0.2), [UNIFORM]);
});

test('a guess is the greatest of the logits', async () => {
  assert.deepEqual((await run([3, 2, NOT_A_DIGIT])).guesses, Uint8Array.of(2, 2, 2));
});
