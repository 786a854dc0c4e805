import { ScriptError } from '../../lib/cli.js';
import type { SourceFile, SourceNetwork, SourceWeight } from '../source-network.js';
import { evaluateGraphModel } from './evaluate.js';
import {
  type Constant,
  decodeConstants,
  type Graph,
  type GraphNode,
  nodeOf,
  parseConstants,
  parseGraph,
} from './graph.js';
import { describeFormat, type Json, readGroup } from './model-json.js';

/**
 * Reads a graph-model, a TensorFlow graph, where each of its operations is a layer.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`, `data-missing`
 */
export async function readGraphModel(file: SourceFile, json: Json): Promise<SourceNetwork> {
  const graph = parseGraph(json['modelTopology'] as Json);
  const manifest = parseConstants(json['weightsManifest']);
  const bytes = await readGroup(file, manifest.paths);
  const constants = decodeConstants(manifest, bytes);
  const builder = new LayerBuilder();
  const output = buildLayers(graph, constants, builder);
  const operations = [...graph.values()].filter(({ op }) => op !== 'Const').length;
  return {
    format: describeFormat('graph-model', json),
    name: '',
    topology: builder.model(output),
    weights: builder.weights,
    notes: [`${operations} operations of the graph became ${builder.layers.length} layers`],
    evaluate: (images) => evaluateGraphModel(json, bytes, images),
  };
}

/** Turns the nodes into layers, each after those it reads. @returns the last one's name. */
function buildLayers(
  graph: Graph,
  constants: ReadonlyMap<string, Constant>,
  builder: LayerBuilder,
): string {
  const results = new Map<string, string | Constant>();
  const open = new Set<string>();
  const resultOf = (name: string): string | Constant => {
    const known = results.get(name) ?? constants.get(name);
    if (known !== undefined) return known;
    const node = nodeOf(graph, name);
    if (open.has(name)) throw refuse(node, 'it depends on its own output');
    const mapping = OPERATIONS.get(node.op);
    if (!mapping) {
      const supported = ['Const', ...OPERATIONS.keys()].sort().join(', ');
      throw refuse(node, `this operation is not supported; supported are ${supported}`);
    }
    open.add(name);
    const inputs = node.inputs.map(resultOf);
    const [only] = inputs;
    const result =
      typeof only === 'object' && node.op === 'Identity'
        ? only
        : mapping({ node, inputs, builder });
    results.set(name, result);
    return result;
  };
  const result = resultOf(outputName(graph));
  if (typeof result === 'string') return result;
  throw new ScriptError('bad-network', 'The output of the graph is a constant.');
}

/** The node that no other reads. */
function outputName(graph: Graph): string {
  const read = new Set([...graph.values()].flatMap(({ inputs }) => inputs));
  const last = [...graph.values()].filter(
    ({ name, op }) => !read.has(name) && !['Const', 'NoOp', 'Placeholder'].includes(op),
  );
  const [only] = last;
  if (only && last.length === 1) return only.name;
  throw new ScriptError(
    'unsupported-network',
    `The graph has ${last.length} outputs (${last
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ')}) where one is needed.`,
  );
}

/** Keras layers in the making, of a functional model. */
export class LayerBuilder {
  readonly layers: Json[] = [];
  readonly weights: SourceWeight[] = [];
  readonly #names = new Set<string>();

  /**
   * @param tensors weights of the layer by their names in Keras.
   * @returns the layer's name.
   */
  add(
    node: GraphNode,
    className: string,
    config: Json,
    inputs: readonly string[],
    tensors: Readonly<Record<string, Constant>> = {},
  ): string {
    const name = this.#unused(node.name);
    this.layers.push({
      class_name: className,
      name,
      config: { name, ...config },
      inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
    });
    for (const [parameter, tensor] of Object.entries(tensors)) {
      this.weights.push({ name: `${name}/${parameter}`, ...tensor });
    }
    return name;
  }

  /** x * scale + shift, channel by channel: batch normalization with nothing to normalize. */
  addAffine(node: GraphNode, input: string, scale: Constant, shift: Constant): string {
    const { shape } = shift;
    const full = (value: number) => ({ shape, values: shift.values.map(() => value) });
    const config = { axis: -1, epsilon: 0 };
    return this.add(node, 'BatchNormalization', config, [input], {
      gamma: scale,
      beta: shift,
      moving_mean: full(0),
      moving_variance: full(1),
    });
  }

  model(output: string): Json {
    const inputs = this.layers.filter((layer) => layer['class_name'] === 'InputLayer');
    return {
      class_name: 'Functional',
      config: {
        name: 'graph_model',
        layers: this.layers,
        input_layers: inputs.map((layer) => [layer['name'], 0, 0]),
        output_layers: [[output, 0, 0]],
      },
    };
  }

  /** Slashes would read as models within models. */
  #unused(name: string): string {
    const stem = name.replace(/[^\w.-]/g, '_');
    let unused = stem;
    for (let number = 1; this.#names.has(unused); number++) unused = `${stem}_${number}`;
    this.#names.add(unused);
    return unused;
  }
}

/** @returns an error that names the node. */
export function refuse({ name, op }: GraphNode, problem: string): ScriptError {
  return new ScriptError('unsupported-network', `node ${name} (${op}): ${problem}.`);
}

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
