import type { Constant } from './constants.js';
import type { GraphNode } from './graph.js';
import { refuse, type LayerBuilder } from './layer-builder.js';

/** A node with what it reads, as it is turned into layers. */
export interface Call {
  readonly node: GraphNode;
  /** For each input the layer that gives it, or the constant that it is. */
  readonly inputs: readonly (string | Constant)[];
  readonly builder: LayerBuilder;
}

type Mapping = (call: Call) => string;

const FUNCTIONS: Readonly<Record<string, string>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
};

/** How each operation becomes a layer; returns the layer's name. */
export const OPERATIONS: ReadonlyMap<string, Mapping> = new Map<string, Mapping>([
  ['Placeholder', placeholder],
  ['Identity', (call) => layerAt(call, 0)],
  ['StopGradient', (call) => layerAt(call, 0)],
  ['Conv2D', convolution],
  ['FusedConv2D', convolution],
  ['_FusedConv2D', convolution],
  ['MatMul', dense],
  ['_FusedMatMul', dense],
  ['BiasAdd', sum],
  ['Add', sum],
  ['AddV2', sum],
  ['MaxPool', pooling('MaxPooling2D')],
  ['AvgPool', pooling('AveragePooling2D')],
  ['Reshape', reshape],
  ['Softmax', (call) => call.builder.add(call.node, 'Softmax', { axis: -1 }, [layerAt(call, 0)])],
  ...Object.entries(FUNCTIONS).map(([op, activation]): [string, Mapping] => [
    op,
    (call) => call.builder.add(call.node, 'Activation', { activation }, [layerAt(call, 0)]),
  ]),
]);

function placeholder({ node, builder }: Call): string {
  const shape = node.attributes.shape('shape');
  if (!shape) throw refuse(node, 'its shape is open; 28×28×1 is needed');
  return builder.add(node, 'InputLayer', { batch_input_shape: [null, ...shape.slice(1)] }, []);
}

function convolution(call: Call): string {
  const { node, builder } = call;
  const { attributes } = node;
  const kernel = constantAt(call, 1);
  const [height, width, , filters] = kernel.shape;
  const { tensors, activation } = fused(call, kernel);
  const config = {
    filters,
    kernel_size: [height, width],
    strides: spatial(call, 'strides'),
    dilation_rate: spatial(call, 'dilations', [1, 1, 1, 1]),
    padding: padding(call),
    use_bias: 'bias' in tensors,
    activation,
  };
  if (attributes.text('data_format', 'NHWC') !== 'NHWC') throw channelsFirst(node);
  return builder.add(node, 'Conv2D', config, [layerAt(call, 0)], tensors);
}

function dense(call: Call): string {
  const { node, builder } = call;
  if (node.attributes.flag('transpose_a')) throw refuse(node, 'transpose_a is not supported');
  const given = constantAt(call, 1);
  const kernel = node.attributes.flag('transpose_b') ? transposed(given) : given;
  const { tensors, activation } = fused(call, kernel);
  const config = { units: kernel.shape[1], use_bias: 'bias' in tensors, activation };
  return builder.add(node, 'Dense', config, [layerAt(call, 0)], tensors);
}

/** What a fused operation does behind the product: a bias, and a function. */
function fused(call: Call, kernel: Constant) {
  const { node } = call;
  const [first, second, ...more] = node.attributes.texts('fused_ops');
  const hasBias = first === 'BiasAdd';
  const name = hasBias ? second : first;
  const activation = name === undefined ? 'linear' : FUNCTIONS[name];
  if (activation === undefined || more.length > 0 || (!hasBias && second !== undefined)) {
    throw refuse(node, `it is fused with ${node.attributes.texts('fused_ops').join(', ')}`);
  }
  const tensors: Record<string, Constant> = { kernel };
  if (hasBias) tensors['bias'] = flat(constantAt(call, 2));
  return { tensors, activation };
}

/** Of two layers, or of a layer and a constant. */
function sum(call: Call): string {
  const { node, inputs, builder } = call;
  const layers = inputs.filter((input) => typeof input === 'string');
  const constants = inputs.filter((input) => typeof input !== 'string');
  const [layer, other] = layers;
  if (layer !== undefined && other !== undefined) {
    return builder.add(node, 'Add', {}, [layer, other]);
  }
  const [constant] = constants;
  if (layer === undefined || !constant) throw refuse(node, 'it adds constants alone');
  if (constant.shape.slice(0, -1).some((size) => size !== 1)) {
    throw refuse(node, `it adds a constant of ${constant.shape.join('×')}; a vector is supported`);
  }
  const shift = flat(constant);
  if (constant.values.length === 1 && constant.shape.length === 0) {
    return builder.add(node, 'Rescaling', { scale: 1, offset: shift.values[0] }, [layer]);
  }
  const scale = { shape: shift.shape, values: shift.values.map(() => 1) };
  return builder.addAffine(node, layer, scale, shift);
}

function pooling(className: string): Mapping {
  return (call) => {
    const config = {
      pool_size: spatial(call, 'ksize'),
      strides: spatial(call, 'strides'),
      padding: padding(call),
    };
    if (call.node.attributes.text('data_format', 'NHWC') !== 'NHWC') throw channelsFirst(call.node);
    return call.builder.add(call.node, className, config, [layerAt(call, 0)]);
  };
}

function reshape(call: Call): string {
  const [batch, ...target_shape] = constantAt(call, 1).values;
  if (batch !== -1 || target_shape.includes(-1)) {
    throw refuse(call.node, 'only its first size, that of the batch, may be open');
  }
  return call.builder.add(call.node, 'Reshape', { target_shape }, [layerAt(call, 0)]);
}

/** Height and width of an attribute that has a size for each of batch, height, width, channels. */
function spatial({ node }: Call, key: string, fallback: readonly number[] = []): number[] {
  const [batch, height, width, channels] = node.attributes.integers(key, fallback);
  if (batch !== 1 || channels !== 1 || height === undefined || width === undefined) {
    throw refuse(node, `${key} does not have the form [1, height, width, 1]`);
  }
  return [height, width];
}

function padding({ node }: Call): string {
  const mode = node.attributes.text('padding', 'VALID');
  if (mode === 'SAME' || mode === 'VALID') return mode.toLowerCase();
  throw refuse(node, `padding ${mode} is not supported; SAME and VALID are`);
}

function channelsFirst(node: GraphNode) {
  return refuse(node, 'its channels come first; convert the network with channels last');
}

function layerAt({ node, inputs }: Call, index: number): string {
  const input = inputs[index];
  if (typeof input === 'string') return input;
  throw refuse(node, `input ${index} does not depend on the image`);
}

function constantAt({ node, inputs }: Call, index: number): Constant {
  const input = inputs[index];
  if (typeof input === 'object') return input;
  throw refuse(node, `input ${index} is not a constant`);
}

function flat({ values }: Constant): Constant {
  return { shape: [values.length], values };
}

function transposed({ shape, values }: Constant): Constant {
  const [rows = 1, columns = 1] = shape;
  const turned = values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
  return { shape: [columns, rows], values: turned };
}
