import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { findArchitecture, type Architecture } from '../../scripts/train/architecture.js';
import { createBatchSource } from '../../scripts/train/batches.js';
import { accuracy } from '../../scripts/train/loss.js';
import { createNetwork } from '../../scripts/train/network.js';
import { startTensorFlow } from '../../scripts/train/tensorflow.js';
import { initialState, train, type TrainingState } from '../../scripts/train/trainer.js';
import { generateDigits } from './generated-digits.js';

const digits = generateDigits(240, 'train');
let architecture: Architecture;

before(async () => {
  architecture = await findArchitecture('mnist-exercise');
  await startTensorFlow();
});

interface Run {
  readonly seed: number;
  readonly epochs: number;
  /** Stop after so many steps. */
  readonly stopAt?: number;
  readonly from?: TrainingState;
}

async function run({ seed, epochs, stopAt, from }: Run): Promise<TrainingState> {
  const network = createNetwork(architecture.layers);
  const settings = { ...architecture.training, batchSize: 32, seed };
  const stop = new AbortController();
  const state = from ?? initialState(network, seed);
  await train(network, createBatchSource(digits, settings), state, {
    ...settings,
    epochs,
    signal: stop.signal,
    onStep: ({ step }) => step === stopAt && stop.abort(),
  });
  return state;
}

test('a network learns our own digits in seconds, and reads ones it has not seen', async () => {
  const { weights } = await run({ seed: 1, epochs: 8 });
  const network = createNetwork(architecture.layers);
  const unseen = generateDigits(200, 'unseen');
  assert.ok(accuracy(network, initialState(network, 1).weights, unseen) < 0.5, 'untrained');
  assert.ok(accuracy(network, weights, unseen) > 0.9, 'trained');
});

test('the same seed gives the same weights to the last bit, another seed others', async () => {
  const [first, second, other] = [
    await run({ seed: 5, epochs: 1 }),
    await run({ seed: 5, epochs: 1 }),
    await run({ seed: 6, epochs: 1 }),
  ];
  assert.deepEqual(second.weights, first.weights);
  assert.notDeepEqual(other.weights, first.weights);
});

test('a training stopped in the middle of an epoch and resumed is the uninterrupted one', async () => {
  const whole = await run({ seed: 5, epochs: 2 });
  const stopped = await run({ seed: 5, epochs: 2, stopAt: 11 });
  assert.equal(stopped.step, 11);
  assert.notDeepEqual(stopped.weights, whole.weights);
  const resumed = await run({ seed: 5, epochs: 2, from: structuredClone(stopped) });
  assert.deepEqual(resumed, whole);
});
