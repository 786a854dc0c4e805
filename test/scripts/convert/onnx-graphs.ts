import { Random } from '../../support/random.js';
import type { AttributeValue, Dims, GraphSpec, NodeSpec, TensorSpec } from './onnx-builder.js';
import { weights, whole, zooMnist } from './onnx-zoo-mnist.js';

type Step = readonly [
  op: string,
  operands?: readonly string[],
  attributes?: Readonly<Record<string, AttributeValue>>,
];

/** A graph whose nodes stand one behind the other, each with operands of its own behind the value. */
function chain(
  opset: number,
  input: Dims | undefined,
  steps: readonly Step[],
  tensors: Readonly<Record<string, TensorSpec>>,
  irVersion = 7,
): GraphSpec {
  const nodes = steps.map(([op, operands = [], attributes = {}], i): NodeSpec => {
    const value = i === 0 ? 'image' : `v${i}`;
    const inputs = operands.includes('@')
      ? operands.map((name) => (name === '@' ? value : name))
      : [value, ...operands];
    return { op, inputs, output: i === steps.length - 1 ? 'answer' : `v${i + 1}`, attributes };
  });
  const inputs = { image: input };
  return { opset, irVersion, inputs, outputs: { answer: undefined }, nodes, tensors };
}

/** An image that the expected answers are for, computed alike in every language. */
export function fixedImage(index: number, range = 1): Float32Array {
  const pixel = (i: number) => ((i * 37 + index * 53) % 101) / 101;
  return Float32Array.from({ length: 784 }, (_, i) => pixel(i) * range);
}

/** The largest number in a graph's images; the zoo's network takes 0 to 255. */
export function inputRange(name: string): number {
  return name.startsWith('zoo') ? 255 : 1;
}

/** Graphs that exporters write and PyTorch 1.13 does not, by name. The weights are random. */
export function onnxGraphs(): Record<string, GraphSpec> {
  const random = new Random(4);
  const w = (...dims: number[]) => weights(random, dims);
  const positive = (size: number) => ({
    dims: [size],
    values: Array.from({ length: size }, () => random.uniform(0.5, 1.5)),
  });
  const scalar = (value: number): TensorSpec => ({ dims: [], values: [value] });
  return {
    'zoo-mnist-7': zooMnist(random, 7),
    'zoo-mnist-8': zooMnist(random, 8),
    'zoo-mnist-12': zooMnist(random, 12),
    'tf2onnx, channels last': chain(
      13,
      ['unk__7', 28, 28, 1],
      [
        ['Transpose', [], { perm: [0, 3, 1, 2] }],
        ['Conv', ['k1', 'b1'], { auto_pad: 'SAME_UPPER', strides: [2, 2], kernel_shape: [3, 3] }],
        ['Relu'],
        ['Transpose', [], { perm: [0, 2, 3, 1] }],
        ['Transpose', [], { perm: [0, 3, 1, 2] }],
        ['MaxPool', [], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'VALID' }],
        ['Transpose', [], { perm: [0, 2, 3, 1] }],
        ['Reshape', ['shape']],
        ['MatMul', ['dense']],
        ['Add', ['bias']],
        ['Softmax'],
      ],
      {
        k1: w(4, 1, 3, 3),
        b1: w(4),
        shape: { ...whole(-1, 196), storage: 'rawInt64' },
        dense: w(196, 10),
        bias: w(10),
      },
    ),
    'keras2onnx, padding and normalizing channels last': chain(
      11,
      ['N', 28, 28, 1],
      [
        ['Div', ['range']],
        ['Pad', ['pads'], { mode: 'constant' }],
        ['Transpose', [], { perm: [0, 3, 1, 2] }],
        ['Conv', ['k1'], { strides: [3, 3], auto_pad: 'VALID', kernel_shape: [4, 3] }],
        ['Add', ['b1']],
        ['Clip', ['zero', 'six']],
        ['BatchNormalization', ['gamma', 'beta', 'mean', 'variance'], { epsilon: { float: 0.01 } }],
        ['Transpose', [], { perm: [0, 2, 3, 1] }],
        ['Mul', ['byChannel']],
        ['Flatten'],
        ['Identity'],
        ['Dropout'],
        ['Gemm', ['dense', 'bias'], { alpha: { float: 0.5 }, beta: { float: 2 } }],
        ['Softmax', [], { axis: 1 }],
      ],
      {
        range: scalar(2),
        pads: whole(0, 1, 2, 0, 0, 2, 1, 0),
        k1: w(3, 1, 4, 3),
        b1: w(3, 1, 1),
        zero: scalar(0),
        six: scalar(0.4),
        gamma: positive(3),
        beta: w(3),
        mean: w(3),
        variance: positive(3),
        byChannel: w(3),
        dense: w(10 * 10 * 3, 10),
        bias: w(1, 10),
      },
    ),
    'SAME_LOWER and asymmetric pads': chain(
      9,
      [1, 1, 28, 28],
      [
        ['Mul', ['scale', '@']],
        ['Sub', ['one', '@']],
        ['Conv', ['k1', 'b1'], { auto_pad: 'SAME_LOWER', strides: [2, 2] }],
        ['Relu'],
        ['MaxPool', [], { auto_pad: 'SAME_LOWER', kernel_shape: [2, 2], strides: [1, 1] }],
        ['Conv', ['k2'], { pads: [0, 1, 2, 0], dilations: [2, 1] }],
        ['AveragePool', [], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 }],
        ['AveragePool', [], { kernel_shape: [3, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' }],
        ['Transpose', [], { perm: [0, 2, 3, 1] }],
        ['Reshape', ['shape']],
        ['MatMul', ['dense']],
      ],
      {
        scale: scalar(0.5),
        one: { dims: [1, 1, 1, 1], values: [1], storage: 'float' },
        k1: w(3, 1, 4, 4),
        b1: w(3),
        k2: w(2, 3, 3, 3),
        shape: whole(0, -1),
        dense: w(6 * 7 * 2, 10),
      },
    ),
    'activations, from a constant node': chain(
      21,
      undefined,
      [
        ['Conv', ['k1'], { strides: [4, 4] }],
        ['Elu', [], { alpha: { float: 0.7 } }],
        ['LeakyRelu', [], { alpha: { float: 0.2 } }],
        ['Conv', ['k2'], { group: 3 }],
        ['Tanh'],
        ['Sub', ['perPlace']],
        ['GlobalMaxPool'],
        ['Squeeze', ['axes']],
        ['Unsqueeze', ['axes']],
        ['Flatten'],
        ['Sigmoid'],
        ['Gemm', ['dense'], { transB: 1 }],
        ['LogSoftmax', [], { axis: -1 }],
      ],
      {
        k1: w(3, 1, 5, 5),
        k2: w(6, 1, 3, 3),
        perPlace: w(6, 4, 4),
        axes: whole(2, 3),
        dense: w(10, 6),
      },
    ),
    'softmax of old over a picture': chain(
      7,
      ['batch', 1, undefined, undefined],
      [
        ['Conv', ['k1'], { strides: [9, 9] }],
        ['BatchNormalization', ['gamma', 'beta', 'mean', 'variance']],
        ['MaxPool', [], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }],
        ['Relu'],
        ['Reshape', ['shape']],
        ['Add', ['perPlace', '@']],
        ['MatMul', ['dense']],
        ['Reshape', ['square']],
        ['Softmax'],
      ],
      {
        k1: w(2, 1, 6, 6),
        gamma: positive(2),
        beta: w(2),
        mean: w(2),
        variance: positive(2),
        shape: whole(1, 8),
        perPlace: w(1, 8),
        dense: w(8, 10),
        square: whole(1, 10, 1, 1),
      },
      3,
    ),
    'shapes computed in the graph, and a block with a branch': branched(random),
    'means over rows and columns': chain(
      18,
      ['N', 1, 28, 28],
      [
        ['Conv', ['k1'], { strides: [2, 2], pads: [1, 1, 2, 2] }],
        ['Relu'],
        ['Conv', ['k2'], { strides: [2, 2], pads: [0, 0, 1, 1] }],
        ['ReduceMean', ['axes'], { keepdims: 0 }],
        ['MatMul', ['dense']],
      ],
      { k1: w(5, 1, 4, 4), k2: w(6, 5, 2, 2), axes: whole(-1, 2), dense: w(6, 10) },
    ),
    'means over rows and columns, channels last': chain(
      12,
      ['N', 28, 28, 1],
      [
        ['Transpose', [], { perm: [0, 3, 1, 2] }],
        ['Conv', ['k1'], { strides: [3, 3] }],
        ['Transpose', [], { perm: [0, 2, 3, 1] }],
        ['ReduceMean', [], { axes: [1, 2] }],
        ['Reshape', ['shape']],
        ['MatMul', ['dense']],
      ],
      { k1: w(5, 1, 4, 4), shape: whole(-1, 5), dense: w(5, 10) },
    ),
  };
}

/** x.view(x.shape[0], -1) step by step, and a residual sum of a value with its convolution. */
function branched(random: Random): GraphSpec {
  const w = (...dims: number[]) => weights(random, dims);
  const node = (
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): NodeSpec => ({ op, inputs, output, attributes });
  return {
    opset: 12,
    inputs: { image: ['N', 784] },
    outputs: { answer: ['N', 10] },
    tensors: {
      picture: whole(-1, 1, 28, 28),
      k1: w(4, 1, 3, 3),
      k2: w(4, 4, 3, 3),
      first: { dims: [], values: [0], storage: 'int64' },
      dense: { ...w(4 * 49, 10), storage: 'double' },
    },
    nodes: [
      // Out of order, which ONNX forbids and some writers do.
      node('Cast', ['dense'], 'denseFloat', { to: 1 }),
      node('Reshape', ['image', 'picture'], 'x'),
      node('Conv', ['x', 'k1'], 'a', { strides: [4, 4], pads: [1, 1, 1, 1] }),
      node('Relu', ['a'], 'b'),
      node('Conv', ['b', 'k2'], 'c', { pads: [1, 1, 1, 1] }),
      node('Add', ['b', 'c'], 'sum'),
      node('Add', ['sum', 'b'], 'd'),
      node('Shape', ['d'], 'shape'),
      node('Gather', ['shape', 'first'], 'batch'),
      node('Unsqueeze', ['batch'], 'batches', { axes: [0] }),
      node('Constant', [], 'rest', { value: { ...whole(-1), storage: 'rawInt64' } }),
      node('Concat', ['batches', 'rest'], 'target', { axis: 0 }),
      node('Reshape', ['d', 'target'], 'flat'),
      node('MatMul', ['flat', 'denseFloat'], 'answer'),
    ],
  };
}
