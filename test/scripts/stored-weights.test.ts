import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { DEFAULT_PREPROCESSING } from '../../src/ink/index.js';
import { exportDescriptor } from '../../scripts/lib/descriptor.js';
import { findArchitecture } from '../../scripts/train/architecture.js';
import { conv2d, dense, flatten, maxPooling2d } from '../../scripts/train/layers.js';
import { describeNetwork } from '../../scripts/train/finish-training.js';
import {
  createNetwork,
  imageTensor,
  initialWeights,
  logits,
  type Network,
  weightTensors,
} from '../../scripts/train/network.js';
import { meanOfNetworks, readStoredNetwork } from '../../scripts/train/stored-network.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';
import { generateDigits } from './generated-digits.js';
import { temporaryDirectory } from './temporary-directory.js';

const networkOf = async (name: string) => createNetwork((await findArchitecture(name)).layers);

before(() => startTensorFlow('wasm'));

test('a network that was written is begun with as it was, and tells how it came to be', async (context) => {
  const directory = await temporaryDirectory(context);
  const network = await networkOf('pen');
  const weights = initialWeights(network, 3).map((values, at) => values.map((v) => v || at / 8));
  const facts = { preparation: DEFAULT_PREPROCESSING, source: 'npm run train' };
  await exportDescriptor(directory, describeNetwork('pen', network, weights, 'none', facts));
  const stored = await readStoredNetwork(directory, network, initialWeights(network, 4));
  assert.deepEqual(stored.weights, weights);
  assert.equal(stored.source, 'npm run train');

  const exercise = await networkOf('mnist-exercise');
  await assert.rejects(readStoredNetwork(directory, exercise, initialWeights(exercise, 4)), {
    code: 'bad-network',
    message:
      /model\.json has no layer conv2d with a kernel of at most 3×3×1×8: .* same architecture/,
  });
});

test('a network that is narrower is widened, and answers as before', async (context) => {
  const directory = await temporaryDirectory(context);
  const layers = (filters: number, units: number, outputs: number) =>
    createNetwork([
      conv2d({ filters: 3, kernelSize: 5, strides: 2, activation: 'relu' }),
      conv2d({ filters, kernelSize: 3, activation: 'relu' }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units, activation: 'relu' }),
      dense({ units: outputs, activation: 'softmax' }),
    ]);
  const narrow = layers(4, 6, 10);
  const wide = layers(7, 9, 11);
  const weights = initialWeights(narrow, 3).map((values) => values.map((value) => value || 0.1));
  const facts = { preparation: DEFAULT_PREPROCESSING };
  await exportDescriptor(directory, describeNetwork('narrow', narrow, weights, 'none', facts));
  const fresh = initialWeights(wide, 4);
  const { weights: wider, widened } = await readStoredNetwork(directory, wide, fresh);
  assert.ok(widened);

  const { images } = generateDigits(3, 'widened');
  const logitsOf = (network: Network, values: readonly Float32Array[]) =>
    tf.tidy(
      () =>
        logits(
          network,
          imageTensor(images),
          weightTensors(network, values),
        ).arraySync() as number[][],
    );
  const answers = logitsOf(narrow, weights);
  logitsOf(wide, wider).forEach((row, image) => {
    answers[image]!.forEach((value, digit) => assert.ok(Math.abs(value - row[digit]!) < 1e-4));
    assert.equal(row[10], 0);
  });
  // New units have weights to begin with.
  assert.ok(wider[2]!.every((value, at) => at % 7 < 4 || value === fresh[2]![at]));
});

test('the mean of networks counts one as often as it is named, and asks those that know for the eleventh output', () => {
  const network = createNetwork([flatten(), dense({ units: 11 })]);
  const filled = (value: number, widened: boolean) => ({
    weights: network.weightSpecs.map(({ shape }) =>
      new Float32Array(shape.reduce((all, size) => all * size)).fill(value),
    ),
    source: `${value}`,
    widened,
  });
  const { weights, source } = meanOfNetworks(
    [filled(8, false), filled(8, false), filled(5, false), filled(0, true)],
    network,
  );
  for (const values of weights) {
    values.forEach((value, at) => assert.equal(value, at % 11 === 10 ? 7 : 5.25));
  }
  assert.equal(source, '8; and 5; and 0');
});

test('where there is no network, that is said', async () => {
  const network = await networkOf('pen');
  await assert.rejects(readStoredNetwork('/nowhere', network, initialWeights(network, 4)), {
    code: 'data-missing',
    message: /no descriptor at \/nowhere/,
  });
});
