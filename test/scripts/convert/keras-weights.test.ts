import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomImages } from '../../support/planned-network.js';
import { zip } from '../archives.js';
import {
  conv2d,
  dense,
  kerasFile,
  keras3Weights,
  kernelAndBias,
  layer,
  sequential,
} from './keras-file.js';
import { assertClose, assertRefused, readNetwork, runByWidget } from './support.js';

const MODEL = sequential(
  conv2d('first', { batch_input_shape: [null, 28, 28, 1], strides: [2, 2], activation: 'relu' }),
  conv2d('second', { strides: [2, 2], activation: 'relu' }),
  layer('MaxPooling2D', 'pool'),
  conv2d('third', { strides: [2, 2] }),
  layer('Flatten', 'flat'),
  dense('digits', { activation: 'softmax' }),
);
const WEIGHTS = {
  first: kernelAndBias('first', 3, 3, 1, 2),
  second: kernelAndBias('second', 3, 3, 2, 2),
  pool: [],
  third: kernelAndBias('third', 3, 3, 2, 2),
  digits: kernelAndBias('digits', 2, 10),
};
const SHAPES = {
  first: [[3, 3, 1, 2], [2]],
  second: [[3, 3, 2, 2], [2]],
  third: [[3, 3, 2, 2], [2]],
  digits: [[2, 10], [10]],
};
/** As Keras 3 writes it. */
const NAMED = { ...MODEL, config: { name: 'net', layers: MODEL.config } };
const TO_JSON = JSON.stringify({ ...MODEL, keras_version: '2.13.1', backend: 'tensorflow' });
const IMAGES = randomImages(5, 10);

const whole = async () =>
  readNetwork('whole.h5', await kerasFile({ model: MODEL, version: '2.13.1', weights: WEIGHTS }));

/** Another file of the same weights, which are random but the same in each, answers alike. */
async function assertSame(path: string, bytes: Uint8Array, topology?: string) {
  const network = await readNetwork(path, bytes, topology === undefined ? {} : { topology });
  const expected = await (await whole()).evaluate(IMAGES);
  assertClose(await network.evaluate(IMAGES), expected, `${path}, the source itself`);
  assertClose(await runByWidget(network, IMAGES), expected, `${path}, the layers`);
  return network;
}

const LAYERS = ['conv2d', 'conv2d_1', 'conv2d_2', 'dense'];
/** tf.keras 2.13 counts layers with weights twice. */
const COUNTED_TWICE = ['conv2d', 'conv2d_2', 'conv2d_4', 'dense'];

/** Groups with the weights of the network, by how a version of Keras names them. */
function groups(prefix: string, names: readonly string[]) {
  const all = Object.values(SHAPES);
  return Object.fromEntries(names.map((name, i) => [prefix + name, all[i]!]));
}

describe('weights of Keras without their layers', () => {
  it('are read with the text of model.to_json()', async () => {
    const saved = await kerasFile({ version: '2.13.1', weights: WEIGHTS, root: '' });
    const { notes } = await assertSame('saved.h5', saved, TO_JSON);
    assert.deepEqual(notes, ['Layers from the topology.']);
    const ofKeras3 = JSON.stringify({ module: 'keras', ...NAMED, registered_name: null });
    const { format } = await assertSame(
      'net.weights.h5',
      await keras3Weights(groups('layers/', LAYERS)),
      ofKeras3,
    );
    assert.equal(format, 'Keras 3, HDF5');
  });

  it('are read where TensorFlow 2 called its softmax softmax_v2', async () => {
    const saved = await kerasFile({ version: '2.0.6', weights: WEIGHTS, root: '' });
    await assertSame('saved.h5', saved, TO_JSON.replace('"softmax"', '"softmax_v2"'));
  });

  it('are refused without it, and it without them', async () => {
    const saved = await kerasFile({ version: '2.13.1', weights: WEIGHTS, root: '' });
    for (const bytes of [saved, await keras3Weights(groups('layers/', LAYERS))]) {
      await assertRefused(
        readNetwork('saved.h5', bytes),
        'bad-network',
        /weights alone.*--topology.*to_json/,
      );
    }
    const read = readNetwork('layers.json', Buffer.from(TO_JSON));
    await assertRefused(
      read,
      'unsupported-network',
      /layers of a Keras network and no weights.*--topology/,
    );
  });
});

describe('a .keras archive', () => {
  const saved = async (prefix: string, names: readonly string[]) => {
    const weights = await keras3Weights(groups(prefix, names));
    return zip({
      'metadata.json': '{"keras_version": "2.13.1"}',
      'config.json': JSON.stringify(NAMED),
      'model.weights.h5': weights,
    });
  };

  it('is read whether its layers with weights are counted once or twice', async () => {
    for (const names of [LAYERS, COUNTED_TWICE]) {
      await assertSame('net.keras', await saved('_layer_checkpoint_dependencies/', names));
    }
  });

  it('is read as it is saved on Windows', async () => {
    await assertSame('net.keras', await saved('layers\\', LAYERS));
    await assertSame('net.keras', await saved('_layer_checkpoint_dependencies\\', COUNTED_TWICE));
  });

  it('that lacks the weights of a layer is refused', async () => {
    const bytes = await saved('layers/', LAYERS.slice(0, 3));
    await assertRefused(
      readNetwork('net.keras', bytes),
      'bad-network',
      /layer digits \(Dense\): the file has no weights/,
    );
  });
});
