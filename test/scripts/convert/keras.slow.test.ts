import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readChainer } from '../../../scripts/convert/keras/chainer.js';
import { readKerasHdf5 } from '../../../scripts/convert/keras/hdf5.js';
import { readKeras3 } from '../../../scripts/convert/keras/keras3.js';
import type {
  ReadOptions,
  SourceFile,
  SourceNetwork,
} from '../../../scripts/convert/source-network.js';
import { greatestError, randomImages } from '../../support/planned-network.js';
import {
  expectedOf,
  fixtureFile,
  predictWithTensorFlow,
  predictWithWidget,
  readFixture,
  sourceFile,
} from './converted.js';
import { kerasFile, layer, type FileWeight, type TestLayer } from './keras-file.js';

interface Case {
  readonly file: string;
  read(file: SourceFile, options: ReadOptions): Promise<SourceNetwork>;
  readonly format: string;
  readonly notes: readonly RegExp[];
  readonly output?: 'logits';
  /** Its options are beyond the layers of TensorFlow.js: a ReLU's slope, Keras 3's hard sigmoid. */
  readonly beyondTensorFlow?: boolean;
}

const TURNED = /^Channels first: /;
const OPTIMIZER = /^Dropped the state of the optimizer\.$/;

const CASES: readonly Case[] = [
  {
    file: 'keras-1.2.2-theano.h5',
    read: readKerasHdf5,
    format: 'Keras 1.2.2, HDF5',
    notes: [/^Theano: .* 180°/, TURNED],
  },
  {
    file: 'keras-1.2.2-tensorflow.h5',
    read: readKerasHdf5,
    format: 'Keras 1.2.2, HDF5',
    notes: [OPTIMIZER],
  },
  {
    file: 'keras-2.0.6.h5',
    read: readKerasHdf5,
    format: 'Keras 2.0.6, HDF5',
    notes: [OPTIMIZER],
  },
  {
    file: 'keras-2.2.4-channels-first.h5',
    read: readKerasHdf5,
    format: 'Keras 2.2.4, HDF5',
    notes: [TURNED],
  },
  {
    file: 'keras-2.2.4-flatten-first.h5',
    read: readKerasHdf5,
    format: 'Keras 2.2.4, HDF5',
    notes: [TURNED],
  },
  {
    file: 'tf-keras-2.4.0.h5',
    read: readKerasHdf5,
    format: 'Keras 2.4.0, HDF5',
    notes: [],
    beyondTensorFlow: true,
  },
  {
    file: 'tf-keras-2.13.1.keras',
    read: readKeras3,
    format: 'Keras 2.13.1, .keras',
    notes: [OPTIMIZER],
  },
  {
    file: 'keras-3.3.3.keras',
    read: readKeras3,
    format: 'Keras 3.3.3, .keras',
    notes: [OPTIMIZER],
    beyondTensorFlow: true,
  },
  {
    file: 'chainer-2-exercise.npz',
    read: (file) => readChainer(file, { topology: 'mnist-exercise-chainer' }),
    format: 'Chainer, NPZ',
    notes: [/logits/, TURNED],
    output: 'logits',
  },
  {
    file: 'chainer-2-trainer.npz',
    read: async (file) =>
      readChainer(file, { topology: String(await readFixture('chainer-2-trainer.topology.json')) }),
    format: 'Chainer, NPZ',
    notes: [/logits/, /trainer/, TURNED],
    output: 'logits',
  },
];

for (const { file, read, format, notes, output, beyondTensorFlow } of CASES) {
  describe(`${file}, converted`, () => {
    it('is read as what NumPy computes of its weights', async () => {
      const network = await read(await fixtureFile(file), {});
      const { images, outputs } = await expectedOf(file);
      const error = greatestError(await network.evaluate(images), outputs);
      assert.ok(error <= 1e-5, `the source's own answers differ by ${error}`);
    });

    it('gives layers channels last that answer alike', async () => {
      const network = await read(await fixtureFile(file), {});
      const images = randomImages(4, 100);
      const source = await network.evaluate(images);
      const error = greatestError(await predictWithWidget(network, images), source);
      assert.ok(error <= 1e-5, `in the widget, the layers differ from the source by ${error}`);
      if (beyondTensorFlow) return;
      const other = greatestError(await predictWithTensorFlow(network, images), source);
      assert.ok(other <= 1e-5, `in TensorFlow.js, the layers differ from the source by ${other}`);
    });

    it('says where it comes from and what was done to it', async () => {
      const network = await read(await fixtureFile(file), {});
      assert.equal(network.format, format);
      assert.equal(network.output, output);
      assert.equal(network.notes.length, notes.length, network.notes.join(' '));
      notes.forEach((note, i) => assert.match(network.notes[i]!, note));
    });
  });
}

describe('a network without a name', () => {
  it('is called after its file', async () => {
    const { name } = await readKerasHdf5(await fixtureFile('keras-2.0.6.h5'), {});
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
    const network = await readKerasHdf5(sourceFile('made.h5', bytes), {});
    const images = randomImages(3, 5);
    const answers = await predictWithTensorFlow(network, images);
    assert.ok(greatestError(answers, await network.evaluate(images)) <= 1e-5);
    assert.match(network.notes.join(' '), /names no backend/);
  });
});
