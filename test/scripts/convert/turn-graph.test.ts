import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  conv2d,
  dense,
  kerasFile,
  kernelAndBias,
  layer,
  sequential,
  type TestLayer,
} from './keras-file.js';
import { assertLayersAgree, assertRefused, readNetwork, runByWidget } from './support.js';

const FIRST = { data_format: 'channels_first' };
const IMAGE = { batch_input_shape: [null, 1, 28, 28] };
const FLATTEN = layer('Flatten', 'flatten');
const OUTPUT = dense('dense', { activation: 'softmax' });
const CONV = conv2d('conv', { ...FIRST, ...IMAGE, strides: [3, 3] });
const LATER_CONV = conv2d('conv', { ...FIRST, strides: [3, 3] });

/** A network with random weights. */
async function read(layers: readonly TestLayer[], features = 162) {
  const weights = {
    conv: kernelAndBias('conv', 3, 3, 1, 2),
    dense: kernelAndBias('dense', features, 10),
  };
  const bytes = await kerasFile({ model: sequential(...layers), version: '2.2.4', weights });
  return readNetwork('made.h5', bytes);
}

const padding = {
  padding: [
    [2, 1],
    [0, 3],
  ],
};
const TURNED: Record<string, readonly [readonly TestLayer[], features?: number]> = {
  'a Flatten': [[CONV, FLATTEN, OUTPUT]],
  'a Reshape that flattens': [[CONV, layer('Reshape', 'reshape', { target_shape: [-1] }), OUTPUT]],
  'padding, pooling and dilation': [
    [
      layer('ZeroPadding2D', 'pad', { ...FIRST, ...IMAGE, ...padding }),
      conv2d('conv', { ...FIRST, dilation_rate: [2, 2] }),
      layer('AveragePooling2D', 'pool', { ...FIRST, pool_size: [3, 2], padding: 'same' }),
      FLATTEN,
      OUTPUT,
    ],
    2 * 9 * 14,
  ],
  'permutations of the axes': [
    [
      layer('Permute', 'in', { dims: [3, 1, 2], batch_input_shape: [null, 28, 28, 1] }),
      LATER_CONV,
      layer('Permute', 'out', { dims: [2, 3, 1] }),
      FLATTEN,
      OUTPUT,
    ],
  ],
  'a vector that becomes the image': [
    [
      layer('Reshape', 'reshape', { target_shape: [1, 28, 28], batch_input_shape: [null, 784] }),
      LATER_CONV,
      FLATTEN,
      OUTPUT,
    ],
  ],
  'global pooling': [[CONV, layer('GlobalMaxPooling2D', 'pool', FIRST), OUTPUT], 2],
};

describe('a network that is channels first, turned', () => {
  for (const [what, [layers, features]] of Object.entries(TURNED)) {
    it(`answers alike with ${what}`, async () => {
      const network = await read(layers, features);
      assert.match(network.notes.join(), /Channels first/);
      await assertLayersAgree(network, 1, runByWidget);
    });
  }

  const REFUSED: readonly (readonly [TestLayer, RegExp])[] = [
    [OUTPUT, /layer dense \(Dense\): it needs its input channels last/],
    [layer('Activation', 'act', { activation: 'softmax' }), /layer act \(Activation\)/],
    [layer('Permute', 'swap', { dims: [1, 3, 2] }), /layer swap \(Permute\)/],
    [layer('Reshape', 'halves', { target_shape: [2, 81] }), /layer halves \(Reshape\)/],
  ];
  for (const [last, says] of REFUSED) {
    it(`is refused where a ${last.class_name} would need its numbers moved`, () =>
      assertRefused(read([CONV, last]), 'unsupported-network', says, /channels first throughout/));
  }
});
