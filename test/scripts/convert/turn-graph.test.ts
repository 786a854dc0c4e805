import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readKerasHdf5 } from '../../../scripts/convert/keras/hdf5.js';
import { greatestError, randomImages } from '../../support/planned-network.js';
import { predictWithWidget, sourceFile } from './converted.js';
import {
  conv2d,
  dense,
  kerasFile,
  kernelAndBias,
  layer,
  sequential,
  type FileWeight,
  type TestLayer,
} from './keras-file.js';
import { assertRefused } from './refusals.js';

const FIRST = { data_format: 'channels_first' };
const IMAGE = { batch_input_shape: [null, 1, 28, 28] };
const OUTPUT = dense('dense', { activation: 'softmax' });

/** Converts a network whose weights are random, and compares the two of it on random images. */
async function assertTurned(
  layers: readonly TestLayer[],
  weights: Readonly<Record<string, readonly FileWeight[]>>,
): Promise<void> {
  const bytes = await kerasFile({ model: sequential(...layers), version: '2.2.4', weights });
  const network = await readKerasHdf5(sourceFile('made.h5', bytes), {});
  const images = randomImages(9, 5);
  const source = await network.evaluate(images);
  const spread = Math.max(...source) - Math.min(...source);
  assert.ok(spread > 0.01, 'a network that answers alike to everything shows nothing');
  const error = greatestError(await predictWithWidget(network, images), source);
  assert.ok(error <= 1e-5, `the turned network differs by ${error}`);
}

describe('a network that is channels first, turned', () => {
  const conv = conv2d('conv', { ...FIRST, ...IMAGE, strides: [3, 3] });
  const weights = {
    conv: kernelAndBias('conv', 3, 3, 1, 2),
    dense: kernelAndBias('dense', 162, 10),
  };

  it('answers alike after a Flatten, and after a Reshape that flattens', async () => {
    await assertTurned([conv, layer('Flatten', 'flatten'), OUTPUT], weights);
    const reshape = layer('Reshape', 'reshape', { target_shape: [-1] });
    await assertTurned([conv, reshape, OUTPUT], weights);
  });

  it('answers alike after padding, pooling and dilation', async () => {
    const layers = [
      layer('ZeroPadding2D', 'pad', {
        ...FIRST,
        ...IMAGE,
        padding: [
          [2, 1],
          [0, 3],
        ],
      }),
      conv2d('conv', { ...FIRST, dilation_rate: [2, 2] }),
      layer('AveragePooling2D', 'pool', { ...FIRST, pool_size: [3, 2], padding: 'same' }),
      layer('Flatten', 'flatten'),
      OUTPUT,
    ];
    await assertTurned(layers, { ...weights, dense: kernelAndBias('dense', 2 * 9 * 14, 10) });
  });

  it('answers alike between permutations of the axes', async () => {
    const layers = [
      layer('Permute', 'in', { dims: [3, 1, 2], batch_input_shape: [null, 28, 28, 1] }),
      conv2d('conv', { ...FIRST, strides: [3, 3] }),
      layer('Permute', 'out', { dims: [2, 3, 1] }),
      layer('Flatten', 'flatten'),
      OUTPUT,
    ];
    await assertTurned(layers, weights);
  });

  it('answers alike where a vector becomes the image', async () => {
    const layers = [
      layer('Reshape', 'reshape', { target_shape: [1, 28, 28], batch_input_shape: [null, 784] }),
      conv2d('conv', { ...FIRST, strides: [3, 3] }),
      layer('Flatten', 'flatten'),
      OUTPUT,
    ];
    await assertTurned(layers, weights);
  });

  it('answers alike after global pooling', async () => {
    const layers = [conv, layer('GlobalMaxPooling2D', 'pool', FIRST), OUTPUT];
    await assertTurned(layers, { ...weights, dense: kernelAndBias('dense', 2, 10) });
  });

  it('is refused where a layer would need its numbers moved', async () => {
    const cases: readonly (readonly [TestLayer, RegExp])[] = [
      [OUTPUT, /layer dense \(Dense\): it needs its input channels last/],
      [layer('Activation', 'act', { activation: 'softmax' }), /layer act \(Activation\)/],
      [layer('Permute', 'swap', { dims: [1, 3, 2] }), /layer swap \(Permute\)/],
      [layer('Reshape', 'halves', { target_shape: [2, 81] }), /layer halves \(Reshape\)/],
    ];
    for (const [last, says] of cases) {
      const model = sequential(conv, last);
      const bytes = await kerasFile({ model, version: '2.2.4', weights });
      await assertRefused(
        readKerasHdf5(sourceFile('made.h5', bytes), {}),
        'unsupported-network',
        says,
        /channels first throughout/,
      );
    }
  });
});
