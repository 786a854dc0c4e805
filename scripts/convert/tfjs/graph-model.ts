import { type LayerDraft, LayerList } from '../model.js';
import type { SourceNetwork } from '../source-network.js';
import { bad, map, type Tensor, transpose } from '../tensor.js';
import { evaluateModel } from './evaluate.js';
import {
  decodeConstants,
  flagOf,
  type GraphNode,
  integersOf,
  parseConstants,
  parseGraph,
  refuse,
  shapeOf,
  textOf,
  textsOf,
  usedNodes,
} from './graph.js';
import type { ModelFile } from './index.js';

/**
 * Reads a graph-model, a TensorFlow graph, where each of its operations is a layer.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`, `data-missing`
 */
export async function readGraphModel(file: ModelFile): Promise<SourceNetwork> {
  const { json, format } = file;
  const nodes = parseGraph(file.topology);
  const manifest = parseConstants(json['weightsManifest']);
  const bytes = await file.readShards(manifest.paths);
  const constants = decodeConstants(manifest, bytes);
  const layers = new LayerList();
  const results = new Map<string, LayerDraft | Tensor>(constants);
  let output: LayerDraft | Tensor | undefined;
  const used = usedNodes(nodes, constants, json['signature']);
  for (const node of used) {
    const inputs = node.inputs.map((name) => results.get(name)!);
    output = resultOf({ node, inputs, layers });
    results.set(node.name, output);
  }
  if (!output || !isLayer(output)) throw bad('The output of the graph is a constant.');
  const operations = nodes.filter(({ op }) => op !== 'Const').length;
  return {
    format,
    name: '',
    topology: layers.functional('graph_model', output),
    weights: layers.weights(),
    notes: [`${operations} operations of the graph became ${layers.layers.length} layers`],
    evaluate: (images) => evaluateModel(json, used.at(-1)?.name, bytes, images),
  };
}

/** A node with what it reads, as it is turned into layers. */
interface Call {
  readonly node: GraphNode;
  /** For each input the layer that gives it, or the constant that it is. */
  readonly inputs: readonly (LayerDraft | Tensor)[];
  readonly layers: LayerList;
}

function resultOf(call: Call): LayerDraft | Tensor {
  const { op } = call.node;
  const shape = SHAPES.get(op);
  if (shape) return shape(call);
  const mapping = OPERATIONS.get(op);
  if (!mapping) {
    const supported = ['Const', ...SHAPES.keys(), ...OPERATIONS.keys()].sort().join(', ');
    throw refuse(call.node, `this operation is not supported; supported are ${supported}`);
  }
  const [only] = call.inputs;
  return op === 'Identity' && only && !isLayer(only) ? only : mapping(call);
}

function isLayer(value: LayerDraft | Tensor): value is LayerDraft {
  return 'className' in value;
}

/** Adds a layer that reads the first input, where not said otherwise. */
function emit(
  call: Call,
  className: string,
  config: Readonly<Record<string, unknown>>,
  tensors: Readonly<Record<string, Tensor>> = {},
  inputs: readonly LayerDraft[] = [layerAt(call, 0)],
): LayerDraft {
  // Slashes would read as models within models.
  const name = call.node.name.replace(/[^\w.-]/g, '_');
  return call.layers.emit(className, name, config, inputs, tensors);
}

/**
 * What TensorFlow computes of shapes: the size of the batch, put in front of a new shape. As that size
 * is open, it is -1.
 */
const SHAPES: ReadonlyMap<string, (call: Call) => Tensor> = new Map<string, (call: Call) => Tensor>(
  [
    ['Shape', () => vector([-1])],
    [
      'StridedSlice',
      (call) => {
        const [begin, end] = [constantAt(call, 1), constantAt(call, 2)].map(
          ({ values }) => values[0],
        );
        const takesBatch = begin === 0 && end === 1 && call.inputs[0] && !isLayer(call.inputs[0]);
        if (takesBatch) return { ...constantAt(call, 0), shape: [] };
        throw refuse(call.node, 'it takes more of a shape than the size of the batch');
      },
    ],
    ['Pack', (call) => vector(call.inputs.map((_, i) => constantAt(call, i).values[0] ?? NaN))],
  ],
);

function vector(values: readonly number[]): Tensor {
  return { shape: [values.length], values: Float64Array.from(values) };
}

type Mapping = (call: Call) => LayerDraft;

const FUNCTIONS = new Map([
  ['Relu', 'relu'],
  ['Relu6', 'relu6'],
  ['Elu', 'elu'],
  ['Selu', 'selu'],
  ['Sigmoid', 'sigmoid'],
  ['Tanh', 'tanh'],
  ['Softplus', 'softplus'],
]);

/** How each operation becomes a layer. */
const OPERATIONS: ReadonlyMap<string, Mapping> = new Map<string, Mapping>([
  [
    'Placeholder',
    (call) => {
      const shape = shapeOf(call.node);
      if (!shape) throw refuse(call.node, 'its shape is open; 28×28×1 is needed');
      const config = { batch_input_shape: [null, ...shape.slice(1)] };
      return emit(call, 'InputLayer', config, {}, []);
    },
  ],
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
  [
    'ConcatV2',
    (call) => {
      const last = call.inputs.length - 1;
      const read = call.inputs.slice(0, -1).map((_, index) => layerAt(call, index));
      return emit(call, 'Concatenate', { axis: constantAt(call, last).values[0] }, {}, read);
    },
  ],
  ['MaxPool', pooling('MaxPooling2D')],
  ['AvgPool', pooling('AveragePooling2D')],
  [
    'Reshape',
    (call) => {
      const [batch, ...target_shape] = constantAt(call, 1).values;
      const open = target_shape.filter((size) => size === -1);
      if (batch === -1 && open.length <= 1) return emit(call, 'Reshape', { target_shape });
      throw refuse(call.node, 'only its first size, that of the batch, may be open');
    },
  ],
  ['Pad', padded],
  ['PadV2', padded],
  [
    'Transpose',
    (call) => {
      const [batch, ...dims] = constantAt(call, 1).values;
      if (batch === 0) return emit(call, 'Permute', { dims });
      throw refuse(call.node, 'it moves the batch');
    },
  ],
  ['Softmax', (call) => emit(call, 'Softmax', { axis: -1 })],
  ...[...FUNCTIONS].map(([op, activation]): [string, Mapping] => [
    op,
    (call) => emit(call, 'Activation', { activation }),
  ]),
]);

function convolution(call: Call): LayerDraft {
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
  return emit(call, 'Conv2D', config, tensors);
}

function dense(call: Call): LayerDraft {
  const { node } = call;
  if (flagOf(node, 'transpose_a')) throw refuse(node, 'transpose_a is not supported');
  const given = constantAt(call, 1);
  const kernel = flagOf(node, 'transpose_b') ? transpose(given, [1, 0]) : given;
  const { tensors, activation } = fused(call, kernel);
  const config = { units: kernel.shape[1], use_bias: 'bias' in tensors, activation };
  return emit(call, 'Dense', config, tensors);
}

/** What a fused operation does behind the product: a bias, and a function. */
function fused(call: Call, kernel: Tensor) {
  const steps = textsOf(call.node, 'fused_ops');
  const hasBias = steps[0] === 'BiasAdd';
  const [name = 'linear', ...more] = hasBias ? steps.slice(1) : steps;
  const activation = name === 'linear' ? name : FUNCTIONS.get(name);
  if (activation === undefined || more.length > 0) {
    throw refuse(call.node, `it is fused with ${steps.join(', ')}`);
  }
  const tensors = { kernel, ...(hasBias && { bias: flat(constantAt(call, 2)) }) };
  return { tensors, activation };
}

/** Zeros around an image. */
function padded(call: Call): LayerDraft {
  const { shape, values } = constantAt(call, 1);
  const [first, second, top, bottom, left, right, ...last] = values;
  const value = call.inputs[2] ? constantAt(call, 2).values[0] : 0;
  if (shape[0] !== 4 || [first, second, ...last, value].some((number) => number !== 0)) {
    throw refuse(call.node, 'zeros around the rows and columns of an image are supported');
  }
  return emit(call, 'ZeroPadding2D', {
    padding: [
      [top, bottom],
      [left, right],
    ],
  });
}

/** Of two layers, or of a layer and a constant. */
function sum(call: Call): LayerDraft {
  const { node, inputs } = call;
  const [layer, other] = inputs.filter(isLayer);
  if (layer && other) return emit(call, 'Add', {}, {}, [layer, other]);
  const constant = inputs.find((input): input is Tensor => !isLayer(input));
  if (!layer || !constant) throw refuse(node, 'it adds constants alone');
  if (constant.shape.slice(0, -1).some((size) => size !== 1)) {
    throw refuse(node, `it adds a constant of ${constant.shape.join('×')}; a vector is supported`);
  }
  const beta = flat(constant);
  if (constant.shape.length === 0) {
    return emit(call, 'Rescaling', { scale: 1, offset: beta.values[0] }, {}, [layer]);
  }
  // Batch normalization with nothing to normalize.
  const [zero, one] = [map(beta, () => 0), map(beta, () => 1)];
  const tensors = { gamma: one, beta, moving_mean: zero, moving_variance: one };
  return emit(call, 'BatchNormalization', { axis: -1, epsilon: 0 }, tensors, [layer]);
}

function pooling(className: string): Mapping {
  return (call) =>
    emit(call, className, {
      pool_size: spatial(call, 'ksize'),
      strides: spatial(call, 'strides'),
      padding: padding(call),
    });
}

/** Height and width of an attribute that has a size for each of batch, height, width, channels. */
function spatial({ node }: Call, key: string, fallback: readonly number[] = []): number[] {
  if (textOf(node, 'data_format', 'NHWC') !== 'NHWC') {
    throw refuse(node, 'its channels come first; convert the network with channels last');
  }
  const [batch, height, width, channels] = integersOf(node, key, fallback);
  if (batch === 1 && channels === 1 && height !== undefined && width !== undefined) {
    return [height, width];
  }
  throw refuse(node, `${key} does not have the form [1, height, width, 1]`);
}

function padding({ node }: Call): string {
  const mode = textOf(node, 'padding', 'VALID');
  if (mode === 'SAME' || mode === 'VALID') return mode.toLowerCase();
  throw refuse(node, `padding ${mode} is not supported; SAME and VALID are`);
}

function layerAt({ node, inputs }: Call, index: number): LayerDraft {
  const input = inputs[index];
  if (input && isLayer(input)) return input;
  throw refuse(node, `input ${index} does not depend on the image`);
}

function constantAt({ node, inputs }: Call, index: number): Tensor {
  const input = inputs[index];
  if (input && !isLayer(input)) return input;
  throw refuse(node, `input ${index} is not a constant`);
}

function flat({ values }: Tensor): Tensor {
  return { shape: [values.length], values };
}
