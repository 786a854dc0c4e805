import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomImages } from '../../support/planned-network.js';
import { zip } from '../archives.js';
import {
  conv2d,
  dense,
  kerasFile,
  keras3Weights,
  kernelAndBias,
  layer,
  type TestLayer,
} from './keras-file.js';
import { assertClose, assertRefused, readNetwork, runByWidget } from './support.js';

const IMAGES = randomImages(5, 10);
const INPUT = layer('InputLayer', 'image', { batch_input_shape: [null, 28, 28, 1] });
const HALVED = { strides: [4, 4], padding: 'same', activation: 'relu' };

type Call = (readers: readonly string[]) => unknown;
const keras2: Call = (names) => [names.map((name) => [name, 0, 0, {}])];
/** A layer of several inputs gets them as one list. */
const keras3: Call = (names) => {
  const tensors = names.map((name) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 1], dtype: 'float32', keras_history: [name, 0, 0] },
  }));
  return [{ args: names.length > 1 ? [tensors] : tensors, kwargs: {} }];
};

/** @param layers each with the names of those that it reads */
function functional(
  layers: readonly (readonly [TestLayer, ...string[]])[],
  outputs: readonly string[],
  call = keras2,
) {
  return {
    class_name: 'Functional',
    config: {
      name: 'net',
      layers: layers.map(([{ class_name, config }, ...inputs]) => ({
        ...{ class_name, config, name: config['name'] },
        inbound_nodes: inputs.length > 0 ? call(inputs) : [],
      })),
      input_layers: [['image', 0, 0]],
      output_layers: outputs.map((name) => [name, 0, 0]),
    },
  };
}

/** Two convolutions joined, the digit, and what else the network says. */
const branches = (call?: Call, joined: TestLayer['config'] = {}) =>
  functional(
    [
      [INPUT],
      [conv2d('left', HALVED), 'image'],
      [conv2d('right', { ...HALVED, filters: 3 }), 'image'],
      [layer('Concatenate', 'joined', joined), 'left', 'right'],
      [layer('Flatten', 'flat'), 'joined'],
      [dense('digits'), 'flat'],
      [layer('Activation', 'chances', { activation: 'softmax' }), 'digits'],
      [dense('writer', { units: 7 }), 'flat'],
    ],
    ['writer', 'chances'],
    call,
  );
const WEIGHTS = {
  left: kernelAndBias('left', 3, 3, 1, 2),
  right: kernelAndBias('right', 3, 3, 1, 3),
  digits: kernelAndBias('digits', 245, 10),
  writer: kernelAndBias('writer', 245, 7),
};
const h5 = async (model: unknown, weights: typeof WEIGHTS = WEIGHTS, version = '2.13.1') =>
  readNetwork('net.h5', await kerasFile({ model, version, weights }));

test('of several outputs the one of ten values is converted, and the others are named', async () => {
  const network = await h5(branches());
  assert.match(network.notes[0]!, /chances was taken and writer dropped/);
  const expected = await network.evaluate(IMAGES);
  assert.equal(expected.length, 100);
  assertClose(await runByWidget(network, IMAGES), expected, 'the layers');
  assert.ok(!JSON.stringify(network.topology).includes('writer'));

  const archive = zip({
    'metadata.json': Buffer.from('{"keras_version": "3.3.3"}'),
    'config.json': Buffer.from(JSON.stringify(branches(keras3))),
    'model.weights.h5': Buffer.from(
      await keras3Weights({
        'layers/conv2d': [[3, 3, 1, 2], [2]],
        'layers/conv2d_1': [[3, 3, 1, 3], [3]],
        'layers/dense': [[245, 10], [10]],
        'layers/dense_1': [[245, 7], [7]],
      }),
    ),
  });
  const saved = await readNetwork('net.keras', archive);
  assert.match(saved.notes[0]!, /chances was taken and writer dropped/);
  assertClose(await runByWidget(saved, IMAGES), expected, 'Keras 3');
});

test('where no output, or more than one, has ten values, it is said how to choose', async () => {
  const two = branches();
  two.config.output_layers = [
    ['digits', 0, 0],
    ['chances', 0, 0],
  ];
  await assertRefused(
    h5(two),
    'unsupported-network',
    /2 outputs \(digits, chances\), of which 2 .* keras\.Model\(/,
  );
  two.config.output_layers = [
    ['left', 0, 0],
    ['writer', 0, 0],
  ];
  await assertRefused(h5(two), 'unsupported-network', /of which 0 seem to have ten values/);
});

test('a network that joins its channels first is turned', async () => {
  const turned = structuredClone(branches());
  for (const { config, class_name } of turned.config.layers) {
    const first = config as Record<string, unknown>;
    if (class_name === 'InputLayer') first['batch_input_shape'] = [null, 1, 28, 28];
    if (class_name === 'Conv2D') first['data_format'] = 'channels_first';
    if (class_name === 'Concatenate') first['axis'] = 1;
  }
  const network = await h5(turned);
  const expected = await network.evaluate(IMAGES);
  assertClose(await runByWidget(network, IMAGES), expected, 'the layers');
});

test('a join along another axis is left to TensorFlow.js, with the way there', async () => {
  await assertRefused(
    h5(branches(keras2, { axis: 1 }), {
      ...WEIGHTS,
      ...{ left: kernelAndBias('left', 3, 3, 1, 2), right: kernelAndBias('right', 3, 3, 1, 3) },
    }),
    'unsupported-network',
    /layer joined \(Concatenate\): axis is 1; .*`tensorflowjs_converter --input_format=keras`/,
  );
});

test("Keras 1's Merge in the mode concat is a Concatenate", async () => {
  const model = branches();
  const merged = model.config.layers.map((one) =>
    one.class_name === 'Concatenate'
      ? {
          ...one,
          class_name: 'Merge',
          config: { name: 'joined', mode: 'concat', concat_axis: -1 },
        }
      : one,
  );
  const old = { ...model, config: { ...model.config, layers: merged } };
  const network = await h5(old, WEIGHTS, '1.2.2');
  assertClose(await network.evaluate(IMAGES), await (await h5(model)).evaluate(IMAGES), 'Merge');
});
