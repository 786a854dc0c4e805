import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../scripts/train/engine/engine.js';
import { dense, flatten } from '../../scripts/train/layers.js';
import { NOT_A_DIGIT } from '../../scripts/train/loss.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import type { BatchSource } from '../../scripts/train/samples/batches.js';
import { initialState, train, type EpochReport } from '../../scripts/train/trainer.js';

const network = createNetwork([flatten(), dense({ units: 10 })]);
const SETTINGS = {
  learningRate: 0.1,
  warmup: 0,
  finalRate: 0,
  weightDecay: 0,
  averaging: 0,
  epochs: 5,
};

/** Three batches an epoch, of two portions and what is no digit. */
const source: BatchSource = {
  samples: 10,
  batchesPerEpoch: 3,
  names: ['some', 'others', 'not a digit'],
  async batch(step) {
    const last = step % 3 === 2;
    const labels = last ? [7, NOT_A_DIGIT] : [1, 2, 3, NOT_A_DIGIT];
    const portions = last ? [1, 2] : [0, 0, 1, 2];
    return {
      images: new Float32Array(784 * labels.length),
      labels: Uint8Array.from(labels),
      portions: Uint8Array.from(portions),
    };
  },
};

/** Reads every image as a 1 but the last of four, and never learns. Its loss is the step. */
const engine: Engine = {
  description: 'a stub',
  async gradients(weights, { labels }, step) {
    return {
      loss: step,
      guesses: labels.map((_, at) => (at === 2 ? 3 : 1)),
      gradients: weights.map(({ length }) => new Float32Array(length)),
    };
  },
  logits: async () => new Float32Array(0),
  correlations: () => assert.fail('training does not ask'),
  close: async () => undefined,
};

test('an epoch’s report counts by portion, without what is no digit, each epoch anew', async () => {
  const reports: EpochReport[] = [];
  const state = initialState(initialWeights(network, 1));
  await train(engine, source, state, {
    ...SETTINGS,
    epochs: 2,
    onEpoch: (report) => void reports.push(report),
  });
  // Two batches of 1, 2 in the first portion; 3, 3, 7 in the second.
  const trained = [
    { digits: 4, correct: 2 },
    { digits: 3, correct: 2 },
  ];
  assert.deepEqual(reports, [
    { epoch: 1, loss: 1, trained },
    { epoch: 2, loss: 4, trained },
  ]);
});

test('a signal ends the training after the batch under way, unfinished', async () => {
  const stop = new AbortController();
  const state = initialState(initialWeights(network, 1));
  const steps: number[] = [];
  const finished = await train(engine, source, state, {
    ...SETTINGS,
    signal: stop.signal,
    onStep({ step }, loss) {
      assert.equal(loss, step - 1);
      steps.push(step);
      if (step === 4) stop.abort();
    },
  });
  assert.equal(finished, false);
  assert.deepEqual(steps, [1, 2, 3, 4]);
  assert.equal(state.step, 4);
  assert.deepEqual(state.running.digits, [2, 1]);
});

test('a training that has had all its steps is finished at once', async () => {
  const state = { ...initialState(initialWeights(network, 1)), step: 15 };
  const fail = () => assert.fail('there is nothing to do');
  assert.equal(await train(engine, source, state, { ...SETTINGS, onStep: fail }), true);
});

test('the average starts at the weights, and is no part of them', async () => {
  const { weights, average } = initialState(initialWeights(network, 1));
  assert.deepEqual(average, weights);
  weights[0]![0]! += 1;
  assert.notDeepEqual(average, weights);
});

test('the average follows the weights from step to step', async () => {
  const gradual: Engine = {
    ...engine,
    async gradients(weights, batch, step) {
      const result = await engine.gradients(weights, batch, step);
      return {
        ...result,
        gradients: weights.map(({ length }) => new Float32Array(length).fill(1)),
      };
    },
  };
  const state = initialState(initialWeights(network, 1));
  const place = 123;
  let expected = state.weights[0]![place]!;
  await train(gradual, source, state, {
    ...SETTINGS,
    averaging: 0.5,
    onStep({ step, weights, average }) {
      // What is kept grows from a tenth to the half that is asked for.
      const kept =
        [1 / 10, 2 / 11, 3 / 12, 4 / 13, 5 / 14, 6 / 15, 7 / 16, 8 / 17][step - 1] ?? 0.5;
      expected = kept * expected + (1 - kept) * weights[0]![place]!;
      const found = average[0]![place]!;
      assert.ok(Math.abs(found - expected) < 1e-6, `step ${step}: ${found} is not ${expected}`);
    },
  });
  assert.equal(state.step, 15);
  assert.ok(Math.abs(state.average[0]![place]! - state.weights[0]![place]!) > 1e-4);
});
