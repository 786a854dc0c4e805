import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceNetwork } from '../../../scripts/convert/source-network.js';
import type { ModelConfig } from '../../support/layers-model.js';
import { Random } from '../../support/random.js';
import { buildOnnx, type GraphSpec } from './onnx-builder.js';
import { fixedImage } from './onnx-graphs.js';
import { weights, whole, zooMnist } from './onnx-zoo-mnist.js';
import {
  assertClose,
  assertLayersAgree,
  assertRefused,
  planOf,
  readAsOnnx,
  readFixture,
} from './support.js';

const random = new Random(21);

function layersOf({ topology }: SourceNetwork) {
  return (topology as unknown as ModelConfig).config.layers;
}

function classNames(network: SourceNetwork): string[] {
  return layersOf(network).map(({ class_name }) => class_name);
}

test("the zoo's network: a chain named as in the file, sums in biases, logits", async () => {
  const network = await readAsOnnx(buildOnnx(zooMnist(random, 8)));
  assert.equal(network.format, 'ONNX, operator set 8, written by CNTK 2.5.1');
  assert.equal(network.topology['class_name'], 'Sequential');
  assert.equal(network.output, 'logits');
  assert.deepEqual(
    layersOf(network).map(({ config }) => config.name),
    [
      'Input3',
      'Convolution28',
      'ReLU32',
      'Pooling66',
      'Convolution110',
      'ReLU114',
      'Pooling160',
      'Times212_flatten',
      'Times212',
    ],
  );
  assert.deepEqual(
    network.weights.map(({ name, shape }) => [name, ...shape]),
    [
      ['Convolution28/kernel', 5, 5, 1, 8],
      ['Convolution28/bias', 8],
      ['Convolution110/kernel', 5, 5, 8, 16],
      ['Convolution110/bias', 16],
      ['Times212/kernel', 256, 10],
      ['Times212/bias', 10],
    ],
  );
  // Two convolutions, the matrix: 28²·25·8 + 14²·200·16 + 2560, and what pooling visits.
  const products = planOf(network).operations.filter(({ kind }) => !kind.endsWith('Pool'));
  const sum = products.reduce((total, { multiplyAdds }) => total + multiplyAdds, 0);
  assert.equal(sum, 28 * 28 * 25 * 8 + 14 * 14 * 200 * 16 + 2560);
});

test('what was folded, turned and left open is noted', async () => {
  const { notes } = await readAsOnnx(buildOnnx(zooMnist(random, 8)));
  const expected = [/channels last/, /Plus30.*bias of Convolution28/, /Times212.*rows/, /--input-/];
  for (const pattern of expected)
    assert.ok(
      notes.some((note) => pattern.test(note)),
      `${pattern}`,
    );
});

test('a chain is Sequential, a residual sum Functional', async () => {
  const plain = await readAsOnnx(await readFixture('onnx/torch-plain-16.onnx'));
  const residual = await readAsOnnx(await readFixture('onnx/torch-residual-16.onnx'));
  assert.equal(plain.topology['class_name'], 'Sequential');
  assert.equal(residual.topology['class_name'], 'Functional');
  assert.ok(classNames(residual).includes('Add'));
});

test('ReLU6 keeps its bound, dropout is dropped', async () => {
  const network = await readAsOnnx(await readFixture('onnx/torch-plain-16.onnx'));
  const bounds = layersOf(network)
    .filter(({ class_name }) => class_name === 'ReLU')
    .map(({ config }) => config['max_value']);
  assert.deepEqual(bounds, [undefined, 6]);
  assert.ok(!classNames(network).includes('Dropout'));
});

/** The image times a matrix, then whatever follows. */
function dense(more: Partial<GraphSpec> = {}): GraphSpec {
  return {
    opset: 13,
    inputs: { image: ['N', 784] },
    outputs: { answer: ['N', 10] },
    tensors: { matrix: weights(random, [784, 10]), bias: weights(random, [10]) },
    nodes: [
      { op: 'MatMul', name: 'same/name', inputs: ['image', 'matrix'], output: 'a' },
      { op: 'Relu', name: 'same name', inputs: ['a'], output: 'answer' },
    ],
    ...more,
  };
}

const read = (more?: Partial<GraphSpec>) => readAsOnnx(buildOnnx(dense(more)));

test('names are made valid and unique', async () => {
  const names = layersOf(await read()).map(({ config }) => config.name);
  assert.deepEqual(names, ['image', 'same_name_flatten', 'same_name', 'same_name_1']);
});

test('a sum is not folded into a layer that another node reads too', async () => {
  const nodes = [
    { op: 'MatMul', inputs: ['image', 'matrix'], output: 'a' },
    { op: 'Add', inputs: ['a', 'bias'], output: 'b' },
    { op: 'Sigmoid', inputs: ['b'], output: 'c' },
    { op: 'Identity', inputs: ['a'], output: 'd' },
    { op: 'Add', inputs: ['d', 'c'], output: 'answer' },
  ];
  const network = await read({ nodes });
  assert.ok(classNames(network).includes('BatchNormalization'));
  await assertLayersAgree(network);
});

test('a file for a fixed number of images is turned into one for any number', async () => {
  const matrix = weights(random, [676, 10]);
  const kernel = weights(random, [1, 1, 3, 3]);
  const network = (batch: number, shape: number) => {
    const value = { ...whole(shape, -1), storage: 'rawInt64' as const };
    return read({
      inputs: { image: [batch, 1, 28, 28] },
      outputs: { answer: [batch, 10] },
      tensors: { matrix, kernel },
      nodes: [
        { op: 'Conv', inputs: ['image', 'kernel'], output: 'a' },
        { op: 'Constant', inputs: [], output: 'shape', attributes: { value } },
        { op: 'Reshape', inputs: ['a', 'shape'], output: 'b' },
        { op: 'MatMul', inputs: ['b', 'matrix'], output: 'answer' },
      ],
    });
  };
  const expected = await (await network(1, 1)).evaluate(fixedImage(1));
  const fixed = await network(64, 64);
  assertClose(await fixed.evaluate(fixedImage(1)), expected, 'a batch of 64');
  assert.ok(fixed.notes.some((note) => note.includes('64 images at a time')));
  await assertLayersAgree(fixed);
  await assert.rejects(network(64, 32), /the file is for 64; export it for one/);
});

test('a network that starts by dividing by 255 takes 0 to 255 and keeps the division', async () => {
  const nodes = [
    { op: 'Div', inputs: ['image', 'range'], output: 'a' },
    { op: 'MatMul', inputs: ['a', 'matrix'], output: 'answer' },
  ];
  const range = { dims: [], values: [255] };
  const network = await read({ tensors: { matrix: weights(random, [784, 10]), range }, nodes });
  const rescaling = layersOf(network).find(({ class_name }) => class_name === 'Rescaling');
  assert.equal(rescaling?.config['scale'], 1 / 255);
  await assertLayersAgree(network, 255);
});

test('unused parts of a graph are left out', async () => {
  const unused = { op: 'LSTM', inputs: ['image'], output: 'nothing' };
  const network = await read({ nodes: [unused, ...dense().nodes] });
  assert.deepEqual(classNames(network), ['InputLayer', 'Flatten', 'Dense', 'ReLU']);
});

test('what ten sigmoids are is left to the last layer to tell', async () => {
  const nodes = [
    { op: 'MatMul', inputs: ['image', 'matrix'], output: 'a' },
    { op: 'Sigmoid', inputs: ['a'], output: 'answer' },
  ];
  assert.equal((await read({ nodes })).output, undefined);
  assert.equal((await read()).output, 'logits');
});

test('weights stored as float16 are read as the numbers they are', async () => {
  const values = Array.from({ length: 7840 }, (_, i) => ((i * 31) % 17) - 8);
  const nodes = (matrix: string) => [
    ...(matrix === 'half'
      ? [{ op: 'Cast', inputs: ['half'], output: 'matrix', attributes: { to: 1 } }]
      : []),
    { op: 'MatMul', inputs: ['image', 'matrix'], output: 'answer' },
  ];
  const readStored = (name: string, storage: 'raw' | 'half' | 'rawHalf') =>
    read({ tensors: { [name]: { dims: [784, 10], values, storage } }, nodes: nodes(name) });
  const expected = await (await readStored('matrix', 'raw')).evaluate(fixedImage(2));
  for (const storage of ['half', 'rawHalf'] as const) {
    const network = await readStored('half', storage);
    assert.deepEqual(await network.evaluate(fixedImage(2)), expected, storage);
  }
});

test('images and rows are joined, and windows may hang over the edge', async () => {
  const pool = { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 };
  const network = await read({
    inputs: { image: ['N', 1, 28, 28] },
    tensors: {
      ...{ a: weights(random, [3, 1, 4, 4]), b: weights(random, [2, 1, 4, 4]) },
      ...{ last: weights(random, [5 * 13 * 13 + 5, 10]), row: whole(1, -1) },
    },
    nodes: [
      { op: 'Conv', inputs: ['image', 'a'], output: 'x' },
      { op: 'Conv', inputs: ['image', 'b'], output: 'y' },
      { op: 'Concat', inputs: ['x', 'y'], output: 'xy', attributes: { axis: 1 } },
      // 25 × 25 to 13 × 13, and to the rows and columns that 1 × 1 windows 2 apart begin in.
      { op: 'MaxPool', inputs: ['xy'], output: 'pooled', attributes: pool },
      { op: 'GlobalAveragePool', inputs: ['xy'], output: 'means' },
      { op: 'Reshape', inputs: ['means', 'row'], output: 'meansInRow' },
      { op: 'Reshape', inputs: ['pooled', 'row'], output: 'flat' },
      { op: 'Concat', inputs: ['flat', 'meansInRow'], output: 'all', attributes: { axis: -1 } },
      { op: 'MatMul', inputs: ['all', 'last'], output: 'answer' },
    ],
  });
  assert.equal(classNames(network).filter((name) => name === 'Concatenate').length, 2);
  await assertLayersAgree(network);
});

test('a window that would begin behind the image is left out', async () => {
  const pool = { kernel_shape: [1, 1], strides: [2, 2], ceil_mode: 1 };
  const network = await read({
    inputs: { image: ['N', 1, 28, 28] },
    tensors: { row: whole(1, -1), last: weights(random, [14 * 14, 10]) },
    nodes: [
      { op: 'MaxPool', inputs: ['image'], output: 'pooled', attributes: pool },
      { op: 'Reshape', inputs: ['pooled', 'row'], output: 'flat' },
      { op: 'MatMul', inputs: ['flat', 'last'], output: 'answer' },
    ],
  });
  await assertLayersAgree(network);
});

/** 784 numbers times a matrix, a softmax, and its logarithm as an operator of its own. */
const logarithm: GraphSpec = {
  opset: 13,
  inputs: { image: [1, 784] },
  outputs: { features: [1, 12], answer: [1, 10] },
  tensors: { wide: weights(random, [784, 12]), narrow: weights(random, [12, 10]) },
  nodes: [
    { op: 'MatMul', inputs: ['image', 'wide'], output: 'features' },
    { op: 'MatMul', inputs: ['features', 'narrow'], output: 'logits' },
    { op: 'Softmax', inputs: ['logits'], output: 'chances', attributes: { axis: 1 } },
    { op: 'Log', inputs: ['chances'], output: 'answer' },
  ],
};

test('of several outputs the one of ten values is taken; the logarithm of a softmax is dropped', async () => {
  const network = await readAsOnnx(buildOnnx(logarithm));
  assert.equal(network.output, 'probabilities');
  assert.match(network.notes.join(), /output features: dropped/);
  assert.equal(classNames(network).at(-1), 'Softmax');
  await assertLayersAgree(network);
  const [wide, narrow, , log] = logarithm.nodes;
  const nodes = [wide!, narrow!, { ...log!, inputs: ['logits'] }];
  const broken = readAsOnnx(buildOnnx({ ...logarithm, nodes }));
  await assertRefused(broken, 'unsupported-network', 'Log', 'no softmax');
});
