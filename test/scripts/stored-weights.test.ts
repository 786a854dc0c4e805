import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PREPROCESSING } from '../../src/ink/index.js';
import { exportDescriptor } from '../../scripts/lib/descriptor.js';
import { findArchitecture } from '../../scripts/train/architecture.js';
import { dense, flatten } from '../../scripts/train/layers.js';
import { describeNetwork } from '../../scripts/train/finish-training.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import { meanOfNetworks, readStoredNetwork } from '../../scripts/train/stored-network.js';
import { temporaryDirectory } from './temporary-directory.js';

const networkOf = async (name: string) => createNetwork((await findArchitecture(name)).layers);

test('a network that was written is begun with as it was, and tells how it came to be', async (context) => {
  const directory = await temporaryDirectory(context);
  const network = await networkOf('pen');
  const weights = initialWeights(network, 3).map((values, at) => values.map((v) => v || at / 8));
  const facts = { preparation: DEFAULT_PREPROCESSING, source: 'npm run train' };
  await exportDescriptor(directory, describeNetwork('pen', network, weights, 'none', facts));
  const stored = await readStoredNetwork(directory, network);
  assert.deepEqual(stored.weights, weights);
  assert.equal(stored.source, 'npm run train');

  await assert.rejects(readStoredNetwork(directory, await networkOf('mnist-exercise')), {
    code: 'bad-network',
    message: /model\.json has no layer conv2d with a kernel of 3×3×1×8: .* same architecture/,
  });
});

test('a network of digits alone becomes one that knows what is no digit', async (context) => {
  const directory = await temporaryDirectory(context);
  const { layers } = await findArchitecture('pen');
  const ten = createNetwork([...layers.slice(0, -1), dense({ units: 10, activation: 'softmax' })]);
  const weights = initialWeights(ten, 3);
  const facts = { preparation: DEFAULT_PREPROCESSING };
  await exportDescriptor(directory, describeNetwork('ten', ten, weights, 'none', facts));

  const { weights: wider } = await readStoredNetwork(directory, createNetwork(layers));
  assert.deepEqual(wider.slice(0, -2), weights.slice(0, -2));
  const [kernel, bias] = wider.slice(-2);
  assert.deepEqual([kernel!.length, bias!.length], [32 * 11, 11]);
  assert.deepEqual(
    kernel!.filter((_, at) => at % 11 < 10),
    weights.at(-2),
  );
  assert.ok(kernel!.every((value, at) => at % 11 < 10 || value === 0));
  assert.equal(bias![10], 0);
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
  await assert.rejects(readStoredNetwork('/nowhere', await networkOf('pen')), {
    code: 'data-missing',
    message: /no descriptor at \/nowhere/,
  });
});
