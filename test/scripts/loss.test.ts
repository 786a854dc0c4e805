import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createRandom } from '../../scripts/lib/random.js';
import { dense, flatten } from '../../scripts/train/layers.js';
import { answerOf, lossAndGradients, refusalMargin } from '../../scripts/train/loss.js';
import { createNetwork } from '../../scripts/train/network.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';

before(() => startTensorFlow('wasm'));

/** Its logits are the bias, whatever the image: so the loss's gradient is the bias's. */
const network = createNetwork([flatten(), dense({ units: 10 })]);

const LOGITS = [0.5, -1, 2, 0, 0.3, -0.2, 1, -2, 0.7, 0.1];
const ODDS = LOGITS.map(Math.exp);
const TOTAL = ODDS.reduce((sum, value) => sum + value, 0);
const PROBABILITIES = ODDS.map((value) => value / TOTAL);

function run(targets: readonly (readonly number[])[], labelSmoothing = 0) {
  const weights = [new Float32Array(7840), Float32Array.from(LOGITS)];
  const batch = {
    images: new Float32Array(targets.length * 784).fill(0.5),
    labels: new Uint8Array(targets.length),
    // For the output that this network lacks, there is nothing.
    targets: Float32Array.from(targets.flatMap((own) => [...own, 0])),
  };
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
const HALVES = LOGITS.map((_, digit) => (digit === 1 || digit === 7 ? 0.5 : 0));

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
  const targets = [oneHot(3), oneHot(2), oneHot(7)];
  assertIs(await run(targets), targets);
});

test('where people differ, it is the cross-entropy to what they say', async () => {
  assertIs(await run([HALVES]), [HALVES]);
  assertIs(await run([HALVES, oneHot(4)]), [HALVES, oneHot(4)]);
});

test('a network of eleven outputs learns what is no digit as one more answer', async () => {
  const wider = createNetwork([flatten(), dense({ units: 11 })]);
  const weights = [new Float32Array(784 * 11), Float32Array.from([...LOGITS, 1.5])];
  const targets = Float32Array.from({ length: 11 }, (_, at) => Number(at === 10));
  const batch = { images: new Float32Array(784), labels: Uint8Array.of(10), targets };
  const { loss, gradients, guesses } = await lossAndGradients(
    ...([wider, weights, batch, 0, createRandom('loss')] as const),
  );
  const expected = Math.log(TOTAL + Math.exp(1.5)) - 1.5;
  assert.ok(Math.abs(loss - expected) < 1e-5, `${loss} is not ${expected}`);
  assert.ok(Math.abs(gradients[1]![10]! - (Math.exp(-expected) - 1)) < 1e-6);
  assert.deepEqual(guesses, Uint8Array.of(2));
});

test('no digit is the answer where it is likelier than all digits together', () => {
  // Ten digits as likely as each other, and no digit as likely as all of them.
  const even = Float32Array.from([...new Array<number>(10).fill(2), 2 + Math.log(10)]);
  assert.ok(Math.abs(refusalMargin(even)) < 1e-6);
  assert.equal(answerOf(even.with(10, 2 + Math.log(10.1))), 10);
  assert.equal(answerOf(even.with(10, 2 + Math.log(9.9)).with(6, 2.001)), 6);
  // A network of digits alone always has one.
  assert.equal(answerOf(Float32Array.from(LOGITS)), 2);
  assert.equal(refusalMargin(Float32Array.from(LOGITS)), -Infinity);
});

test('label smoothing gives a part of each target to all classes', async () => {
  const smoothed = (label: number) => oneHot(label).map((share) => 0.8 * share + 0.02);
  assertIs(await run([oneHot(3), oneHot(2)], 0.2), [smoothed(3), smoothed(2)]);
});

test('a guess is the greatest of the logits', async () => {
  assert.deepEqual((await run([oneHot(3), oneHot(2), HALVES])).guesses, Uint8Array.of(2, 2, 2));
});
