import { test } from 'node:test';
import { Random } from '../../support/random.js';
import { buildOnnx, type Dims, type GraphSpec, type NodeSpec } from './onnx-builder.js';
import { weights, whole } from './onnx-zoo-mnist.js';
import { assertRefused, readAsOnnx } from './support.js';

const random = new Random(11);

/** A convolution to 4 channels of 13×13, the nodes in question, and ten answers. */
function around(...nodes: NodeSpec[]): GraphSpec {
  const last = nodes.at(-1)?.output ?? 'features';
  return graph([
    {
      op: 'Conv',
      name: 'stem',
      inputs: ['image', 'stem'],
      output: 'features',
      attributes: { strides: [2, 2] },
    },
    ...nodes,
    { op: 'GlobalAveragePool', inputs: [last], output: 'pooled' },
    { op: 'Flatten', inputs: ['pooled'], output: 'flat' },
    { op: 'MatMul', inputs: ['flat', 'head'], output: 'answer' },
  ]);
}

function graph(nodes: readonly NodeSpec[], more: Partial<GraphSpec> = {}): GraphSpec {
  return {
    opset: 13,
    inputs: { image: [1, 1, 28, 28] },
    outputs: { answer: [1, 10] },
    tensors: {
      stem: weights(random, [4, 1, 3, 3]),
      grouped: weights(random, [4, 2, 3, 3]),
      full: weights(random, [4, 4, 3, 3]),
      head: weights(random, [4, 10]),
      wide: weights(random, [784, 10]),
      three: weights(random, [784, 3]),
      shape: whole(1, -1),
      ones: weights(random, [1]),
      pads: whole(0, 0, 1, 1, 0, 0, 1, 1),
    },
    nodes,
    ...more,
  };
}

function dense(matrix: string): NodeSpec[] {
  return [
    { op: 'Reshape', inputs: ['image', 'shape'], output: 'row' },
    { op: 'MatMul', inputs: ['row', matrix], output: 'answer' },
  ];
}

function node(op: string, attributes: NodeSpec['attributes'] = {}, ...more: string[]): NodeSpec {
  return { op, name: 'odd_one', inputs: ['features', ...more], output: 'x', attributes };
}

const input = (dims: Dims): GraphSpec => graph(dense('wide'), { inputs: { image: dims } });

type Case = readonly [GraphSpec, ...string[]];

/** A node amid a sound graph, which the message names. */
const odd = (
  op: string,
  attributes: NodeSpec['attributes'],
  more: readonly string[],
  ...mentions: string[]
): Case => [around(node(op, attributes, ...more)), `node odd_one (${op})`, ...mentions];

const HALVING = { kernel_shape: [2, 2], strides: [2, 2] };

/** What is refused, and what the one sentence about it mentions. */
const REFUSED: Record<string, Case> = {
  'an LSTM': odd('LSTM', {}, [], 'not supported', 'MaxPool'),
  'an operator of another domain': [
    around({ ...node('Relu'), domain: 'com.example' }),
    ...['node odd_one (Relu)', 'com.example'],
  ],
  'two inputs': [
    graph(dense('wide'), { inputs: { image: [1, 784], pen: [1, 2] } }),
    ...['2 inputs', 'image, pen'],
  ],
  'two outputs': [
    graph(dense('wide'), { outputs: { answer: [1, 10], row: [1, 10] } }),
    ...['2 outputs', 'answer, row'],
  ],
  'three classes': [graph(dense('three')), 'output answer', '[1, 3]', 'ten'],
  'a picture of 30×30': [input([1, 1, 30, 30]), 'input image', '[1, 1, 30, 30]', '28×28'],
  'a picture in color': [input(['N', 3, 28, 28]), 'input image', '[?, 3, 28, 28]', '28×28'],
  'a convolution in groups': odd('Conv', { group: 2 }, ['grouped'], '2 groups for 4 channels'),
  'strides and dilations together': odd(
    'Conv',
    { strides: [2, 2], dilations: [2, 2] },
    ['full'],
    'strides and dilations',
  ),
  'a mean that counts the padding and hangs over the edge': odd(
    'AveragePool',
    { ...HALVING, ceil_mode: 1, count_include_pad: 1 },
    [],
    'ceil_mode',
  ),
  'a join of rows of a picture': odd('Concat', { axis: 2 }, ['features'], 'along their channels'),
  'a maximum over padding that might win': odd(
    'MaxPool',
    { ...HALVING, pads: [1, 1, 1, 1] },
    [],
    'below zero',
  ),
  'a mean that leaves out odd padding': odd(
    'AveragePool',
    { ...HALVING, pads: [1, 1, 1, 1] },
    [],
    'count_include_pad',
  ),
  'padding by reflection': odd('Pad', { mode: 'reflect' }, ['pads'], 'reflect'),
  'padding with ones': odd('Pad', {}, ['pads', 'ones'], 'zeros are supported'),
  'clipping below zero': [
    graph([
      { op: 'Clip', name: 'odd_one', inputs: ['image'], output: 'x' },
      { op: 'Reshape', inputs: ['x', 'shape'], output: 'row' },
      { op: 'MatMul', inputs: ['row', 'wide'], output: 'answer' },
    ]),
    ...['node odd_one (Clip)', 'from 0 up'],
  ],
  'a product of two values': odd('Mul', {}, ['features'], 'a value and constants are supported'),
  'softmax over the channels of a picture': odd('Softmax', { axis: 1 }, [], 'all classes'),
  'LogSoftmax before the end': [around(node('LogSoftmax', { axis: 1 })), 'LogSoftmax'],
  'a transposed picture': [
    around(node('Transpose', { perm: [0, 1, 3, 2] })),
    ...['node pooled (GlobalAveragePool)', 'order'],
  ],
  'a part of a picture': odd('Gather', { axis: 2 }, ['pads'], 'not on what depends on the image'),
};

for (const [what, [spec, ...mentions]] of Object.entries(REFUSED)) {
  test(`${what} is refused in one sentence`, async () => {
    const read = readAsOnnx(buildOnnx(spec));
    await assertRefused(read, 'unsupported-network', ...mentions, /^(?!.*[.\n]\s).*[^.]$/);
  });
}

test('what surrounds the refused nodes is sound', async () => {
  await readAsOnnx(buildOnnx(around()));
  await readAsOnnx(buildOnnx(graph(dense('wide'))));
  const exact = { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, count_include_pad: 1 };
  await readAsOnnx(buildOnnx(around(node('AveragePool', exact))));
});
