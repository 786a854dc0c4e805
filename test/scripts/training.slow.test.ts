import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { findArchitecture, type Architecture } from '../../scripts/train/architecture.js';
import { start } from '../../scripts/train/engine/compute.js';
import type { Engine } from '../../scripts/train/engine/engine.js';
import {
  measure,
  shareRight,
  initialState,
  train,
  type TrainingState,
} from '../../scripts/train/trainer.js';
import { createNetwork, initialWeights, type Network } from '../../scripts/train/network.js';
import {
  createBatchSource,
  type BatchSource,
  imageCollection,
} from '../../scripts/train/samples/batches.js';
import { generateDigits } from './generated-digits.js';

const NAME = 'mnist-exercise';
const digits = generateDigits(240, 'train');
let architecture: Architecture;
let network: Network;

before(async () => {
  architecture = await findArchitecture(NAME);
  network = createNetwork(architecture.layers);
});

/** The arithmetic in this thread. */
async function engineOf(seed: number): Promise<Engine> {
  const settings = { backend: 'wasm', architecture: NAME, seed, labelSmoothing: 0 } as const;
  return { ...(await start(settings)), description: 'this thread', close: async () => undefined };
}

function sourceOf(seed: number): BatchSource {
  const { distortion } = architecture.training.mix.mnist;
  const collection = imageCollection('generated', digits, distortion);
  const portion = { collection, perEpoch: digits.labels.length, balanced: false };
  return createBatchSource([portion], { batchSize: 32, seed });
}

interface Run {
  readonly seed: number;
  readonly epochs: number;
  /** Stop after so many steps. */
  readonly stopAt?: number;
  readonly from?: TrainingState;
}

async function run({ seed, epochs, stopAt, from }: Run): Promise<TrainingState> {
  const engine = await engineOf(seed);
  const stop = new AbortController();
  const state = from ?? initialState(initialWeights(network, seed));
  const finished = await train(engine, sourceOf(seed), state, {
    ...architecture.training,
    averaging: 0.9,
    epochs,
    signal: stop.signal,
    onStep: ({ step }) => step === stopAt && stop.abort(),
  });
  assert.equal(finished, stopAt === undefined);
  return state;
}

test('a network learns our own digits in seconds, and reads ones it has not seen', async () => {
  const { average, weights } = await run({ seed: 1, epochs: 8 });
  const engine = await engineOf(1);
  const unseen = generateDigits(200, 'unseen');
  const share = async (values: readonly Float32Array[]) =>
    shareRight([await measure(engine, values, unseen)]);
  assert.ok((await share(initialState(initialWeights(network, 1)).weights)) < 0.5, 'untrained');
  assert.ok((await share(weights)) > 0.9, 'trained');
  assert.ok((await share(average)) > 0.9, 'on average');
});

test('the same seed gives the same weights to the last bit, another seed others', async () => {
  const [first, second, other] = [
    await run({ seed: 5, epochs: 1 }),
    await run({ seed: 5, epochs: 1 }),
    await run({ seed: 6, epochs: 1 }),
  ];
  assert.deepEqual(second, first);
  assert.notDeepEqual(other.weights, first.weights);
});

test('a training stopped in the middle of an epoch and resumed is the uninterrupted one', async () => {
  const whole = await run({ seed: 5, epochs: 2 });
  const stopped = await run({ seed: 5, epochs: 2, stopAt: 11 });
  assert.equal(stopped.step, 11);
  assert.notDeepEqual(stopped.weights, whole.weights);
  const resumed = await run({ seed: 5, epochs: 2, from: structuredClone(stopped) });
  assert.notDeepEqual(resumed.average, resumed.weights);
  assert.deepEqual(resumed, whole);
});
