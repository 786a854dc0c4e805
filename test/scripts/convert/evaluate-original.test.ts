import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateGraph } from '../../../scripts/convert/keras/evaluate.js';
import { evaluateOriginal } from '../../../scripts/convert/keras/original.js';
import {
  readGraph,
  type SourceGraph,
  type SourceTensor,
} from '../../../scripts/convert/keras/graph.js';
import { greatestError, randomImages } from '../../support/planned-network.js';
import { Random } from '../../support/random.js';
import { conv2d, dense, layer, sequential, type TestLayer } from './keras-file.js';

const IMAGE = { batch_input_shape: [null, 28, 28, 1] };

function tensor(...shape: readonly number[]): SourceTensor {
  const random = new Random(shape.length);
  const length = shape.reduce((a, b) => a * b, 1);
  const values = Float64Array.from({ length }, () => random.uniform(-0.2, 0.2));
  return { shape, values, outFirst: false, flipped: false };
}

function network(middle: TestLayer, options: TestLayer['config'] = {}, kerasVersion = '2.2.4') {
  const head = conv2d('conv', { ...IMAGE, strides: [2, 2], padding: 'same', ...options });
  const model = sequential(head, middle, layer('Flatten', 'flat'), dense('dense'));
  const graph: SourceGraph = {
    ...readGraph('made.h5', model, kerasVersion),
    tensors: new Map([
      [
        'conv',
        new Map([
          ['kernel', tensor(3, 3, 1, 2)],
          ['bias', tensor(2)],
        ]),
      ],
      [
        'dense',
        new Map([
          ['kernel', tensor(392, 10)],
          ['bias', tensor(10)],
        ]),
      ],
    ]),
  };
  return { model, graph };
}

describe("TensorFlow.js's own layers, asked about a Keras file", () => {
  const images = randomImages(2, 20);
  const byDefinition = (graph: SourceGraph) =>
    Array.from({ length: 20 }, (_, i) => [
      ...evaluateGraph(graph, Float64Array.from(images.subarray(i * 784, (i + 1) * 784))),
    ]).flat();

  it('answer as the definitions of the layers do', async () => {
    const { model, graph } = network(layer('Activation', 'act', { activation: 'elu' }));
    const answers = await evaluateOriginal(model, graph, images);
    assert.ok(answers, 'TensorFlow.js did not take the network');
    assert.ok(greatestError(answers, byDefinition(graph)) <= 1e-5);
  });

  it('see a configuration that was misread', async () => {
    const { model, graph } = network(layer('Activation', 'act', { activation: 'relu' }));
    const misread = readGraph(
      'made.h5',
      JSON.parse(JSON.stringify(model).replace('"relu"', '"tanh"')),
      '2.2.4',
    );
    const answers = await evaluateOriginal(model, graph, images);
    const wrong = byDefinition({ ...misread, tensors: graph.tensors });
    assert.ok(greatestError(answers!, wrong) > 1e-2);
  });

  it('are not asked where they compute otherwise than Keras', async () => {
    const act = layer('Activation', 'act', { activation: 'relu' });
    const cases = [
      network(layer('ReLU', 'act', { negative_slope: 0.1 })),
      network(layer('ELU', 'act', { alpha: 0.5 })),
      network(act, { data_format: 'channels_first' }),
      network(act, {}, '3.0.0'),
      network(act, {}, '1.2.2'),
    ];
    for (const { model, graph } of cases) {
      assert.equal(await evaluateOriginal(model, graph, images), undefined);
    }
  });
});
