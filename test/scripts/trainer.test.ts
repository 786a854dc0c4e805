import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOT_A_DIGIT } from '../../scripts/lib/dataset.js';
import type { Engine } from '../../scripts/train/engine/engine.js';
import { dense, flatten } from '../../scripts/train/layers.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import type { BatchSource } from '../../scripts/train/samples/batches.js';
import { initialState, reportEpoch, train, type EpochReport } from '../../scripts/train/trainer.js';

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
      targets: new Float32Array(11 * labels.length),
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

const report = {
  epoch: 7,
  loss: 0.12345,
  trained: [
    { digits: 400, correct: 380 },
    { digits: 100, correct: 70 },
  ],
};
const valid = [
  { name: 'mnist', digits: 50, correct: 49 },
  { name: 'tablet', digits: 200, correct: 181 },
];

test('an epoch’s line tells the whole, then each source: trained, and held out', () => {
  const names = ['mnist', 'mouse', 'not a digit'];
  assert.equal(
    reportEpoch(report, 90, { names, valid, refused: [], seconds: 1.234 }),
    // 450 of 500, and 230 of 250.
    'epoch  7/90  loss 0.1235  train 90.00 %  valid 92.00 %  mnist 95.0/98.0  mouse 70.0/–  ' +
      '1.23 s per 1,000 images',
  );
});

test('held-out digits belong to their source by name, not by place', () => {
  const line = reportEpoch(report, 9, {
    names: ['tablet', 'mnist'],
    valid,
    refused: [],
    seconds: 1,
  });
  assert.match(line, /tablet 95\.0\/90\.5 {2}mnist 70\.0\/98\.0/);
});

test('a single source is not told twice', () => {
  const trained = [{ digits: 10, correct: 9 }];
  const line = reportEpoch({ ...report, trained }, 12, {
    names: ['mnist'],
    valid: valid.slice(0, 1),
    refused: [],
    seconds: 2,
  });
  assert.equal(
    line,
    'epoch  7/12  loss 0.1235  train 90.00 %  valid 98.00 %  2.00 s per 1,000 images',
  );
});

test('a source of which an epoch had nothing yet is left out', () => {
  const trained = new Array<{ digits: number; correct: number }>(3);
  trained[0] = { digits: 10, correct: 9 };
  trained[2] = { digits: 10, correct: 5 };
  const line = reportEpoch({ ...report, trained }, 12, {
    names: ['mnist', 'mouse', 'tablet'],
    valid,
    refused: [{ digits: 40, correct: 37 }],
    seconds: 2,
  });
  assert.match(line, / {2}letters refused 92\.50 % {2}/);
  assert.match(line, /train 70\.00 %.* mnist 90\.0\/98\.0 {2}tablet 50\.0\/90\.5 /);
  assert.doesNotMatch(line, /mouse/);
});
