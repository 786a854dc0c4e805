import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kerasFile, kernelAndBias, layer, type FileWeight, type TestLayer } from './keras-file.js';
import {
  assertClose,
  assertLayersAgree,
  readFixture,
  readNetwork,
  runByTensorFlow,
  runByWidget,
} from './support.js';

interface Case {
  readonly file: string;
  readonly format: string;
  readonly notes: readonly RegExp[];
  readonly topology?: string;
  /** Of another file with the same weights. */
  readonly expected?: string;
  /** Its options are beyond the layers of TensorFlow.js: a ReLU's slope, Keras 3's hard sigmoid. */
  readonly beyondTensorFlow?: boolean;
}

const TURNED = /^Channels first: /;
const OPTIMIZER = /^Dropped the state of the optimizer\.$/;

const FROM_TOPOLOGY = /^Layers from the topology; they give logits\.$/;

const TORCH = {
  format: 'PyTorch, state_dict',
  notes: [FROM_TOPOLOGY, TURNED],
  topology: String(await readFixture('torch-1.13.topology.json')),
  expected: 'torch-1.13.expected.f64',
  beyondTensorFlow: true,
};

const CASES: readonly Case[] = [
  {
    file: 'keras-1.2.2-theano.h5',
    format: 'Keras 1.2.2, HDF5',
    notes: [/^Theano: .* 180°/, TURNED],
  },
  { file: 'keras-1.2.2-tensorflow.h5', format: 'Keras 1.2.2, HDF5', notes: [OPTIMIZER] },
  { file: 'keras-2.0.6.h5', format: 'Keras 2.0.6, HDF5', notes: [OPTIMIZER] },
  { file: 'keras-2.2.4-channels-first.h5', format: 'Keras 2.2.4, HDF5', notes: [TURNED] },
  { file: 'keras-2.2.4-flatten-first.h5', format: 'Keras 2.2.4, HDF5', notes: [TURNED] },
  { file: 'tf-keras-2.4.0.h5', format: 'Keras 2.4.0, HDF5', notes: [], beyondTensorFlow: true },
  { file: 'tf-keras-2.13.1.keras', format: 'Keras 2.13.1, .keras', notes: [OPTIMIZER] },
  {
    ...{ file: 'keras-3.3.3.keras', format: 'Keras 3.3.3, .keras', notes: [OPTIMIZER] },
    beyondTensorFlow: true,
  },
  {
    ...{ file: 'chainer-2-exercise.npz', format: 'Chainer, NPZ', notes: [/logits/, TURNED] },
    topology: 'mnist-exercise-chainer',
  },
  {
    ...{ file: 'chainer-2-trainer.npz', format: 'Chainer, NPZ' },
    notes: [/logits/, /trainer/, TURNED],
    topology: String(await readFixture('chainer-2-trainer.topology.json')),
  },
  { file: 'torch-1.13.pt', ...TORCH },
  { file: 'torch-1.13-legacy.pt', ...TORCH },
  { file: 'torch-1.13-checkpoint.pth', ...TORCH },
];

/** As many numbers as its bytes hold. */
async function readBuffer(name: string): Promise<ArrayBuffer> {
  return Uint8Array.from(await readFixture(name)).buffer;
}

for (const { file, format, notes, topology, expected, beyondTensorFlow } of CASES) {
  describe(`${file}, converted`, () => {
    const read = async () =>
      readNetwork(file, await readFixture(file), topology === undefined ? {} : { topology });

    it('is read as what its framework or NumPy computes', async () => {
      const images = new Float32Array(await readBuffer('images.f32'));
      const outputs = new Float64Array(await readBuffer(expected ?? `${file}.expected.f64`));
      assertClose(await (await read()).evaluate(images), outputs, 'the source itself');
    });

    it('gives layers channels last that answer alike', async () => {
      const runs = beyondTensorFlow ? [runByWidget] : [runByWidget, runByTensorFlow];
      await assertLayersAgree(await read(), 1, ...runs);
    });

    it('says where it comes from and what was done to it', async () => {
      const network = await read();
      assert.equal(network.format, format);
      assert.equal(network.output, topology === undefined ? undefined : 'logits');
      assert.equal(network.notes.length, notes.length, network.notes.join(' '));
      notes.forEach((note, i) => assert.match(network.notes[i]!, note));
    });
  });
}

describe('a network without a name', () => {
  it('is called after its file', async () => {
    const { name } = await readNetwork('keras-2.0.6.h5', await readFixture('keras-2.0.6.h5'));
    assert.equal(name, 'keras-2.0.6');
  });
});

describe('a functional model of Keras 1', () => {
  it('has its sum of two layers converted', async () => {
    const call = (entry: TestLayer, ...inputs: readonly string[]) => ({
      ...entry,
      name: entry.config['name'],
      inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input, 0, 0])] : [],
    });
    const part = (name: string) => layer('Dense', name, { output_dim: 10, activation: 'tanh' });
    const model = {
      class_name: 'Model',
      config: {
        name: 'model_1',
        layers: [
          call(layer('InputLayer', 'input_1', { batch_input_shape: [null, 784] })),
          call(part('dense_1'), 'input_1'),
          call(part('dense_2'), 'input_1'),
          call(layer('Merge', 'merge_1', { mode: 'sum', concat_axis: -1 }), 'dense_1', 'dense_2'),
        ],
        input_layers: [['input_1', 0, 0]],
        output_layers: [['merge_1', 0, 0]],
      },
    };
    const weightsOf = (name: string): readonly FileWeight[] => [
      [`${name}_W`, [784, 10]],
      [`${name}_b`, [10]],
    ];
    const weights = {
      input_1: [],
      dense_1: weightsOf('dense_1'),
      dense_2: weightsOf('dense_2'),
      merge_1: [],
    };
    const bytes = await kerasFile({ model, version: '1.2.2', weights });
    const network = await readNetwork('made.h5', bytes);
    await assertLayersAgree(network);
    assert.match(network.notes.join(' '), /names no backend/);
  });
});

describe('a functional model with a Sequential inside and a sum', () => {
  it('is converted, and so is a layer that repeats the shape of the input', async () => {
    const image = { batch_input_shape: [null, 28, 28, 1] };
    const inner = (name: string) => ({
      class_name: 'Sequential',
      name,
      config: {
        name,
        layers: [
          layer('InputLayer', `${name}_input`, { batch_input_shape: [null, 14, 14, 2] }),
          // As in tutorials: Keras ignores it.
          layer('Conv2D', `${name}_conv`, {
            ...image,
            filters: 2,
            kernel_size: 3,
            padding: 'same',
          }),
        ],
      },
    });
    const call = (entry: object, name: string, ...inputs: readonly string[]) => ({
      ...entry,
      name,
      inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : [],
    });
    const stem = { filters: 2, kernel_size: 3, strides: 2, padding: 'same', activation: 'relu' };
    const model = {
      class_name: 'Functional',
      config: {
        name: 'model',
        layers: [
          call(layer('InputLayer', 'image', image), 'image'),
          call(layer('Conv2D', 'stem', stem), 'stem', 'image'),
          call(inner('left'), 'left', 'stem'),
          call(inner('right'), 'right', 'stem'),
          call(layer('Add', 'add'), 'add', 'left', 'right'),
          call(layer('Flatten', 'flat'), 'flat', 'add'),
          call(layer('Dense', 'dense', { units: 10, activation: 'softmax' }), 'dense', 'flat'),
        ],
        input_layers: [['image', 0, 0]],
        output_layers: [['dense', 0, 0]],
      },
    };
    const weights = {
      stem: kernelAndBias('stem', 3, 3, 1, 2),
      left: kernelAndBias('left_conv', 3, 3, 2, 2),
      right: kernelAndBias('right_conv', 3, 3, 2, 2),
      dense: kernelAndBias('dense', 392, 10),
    };
    const network = await readNetwork(
      'made.h5',
      await kerasFile({ model, version: '2.4.0', weights }),
    );
    assert.doesNotMatch(JSON.stringify(network.topology), /left_input/);
    await assertLayersAgree(network, 1, runByWidget, runByTensorFlow);
  });
});
