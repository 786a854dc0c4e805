import type { SourceWeight } from '../../source-network.js';
import { OPERATORS } from '../evaluate/trace.js';
import { elementsOf, type OnnxNode, showDims, type Tensor } from '../graph.js';

export type ImageDims = readonly [height: number, width: number, channels: number];

/** One way to see a value of four axes as images. */
interface Layout {
  readonly channels: 'first' | 'last';
  /** ONNX's axes of rows and columns. */
  readonly axes: readonly [number, number];
  /** As Keras has it. */
  readonly image: ImageDims;
}

/** The layout of the node's first input that suits; with one channel, it may have both. */
export function layoutWith(
  call: Call,
  suits: (axes: readonly [number, number]) => boolean,
): Layout | undefined {
  return layoutsOf(flowOf(call), call.dims[0]!).find(({ axes }) => suits(axes));
}

/** The value as an image with the channels first, its layer's result shaped accordingly. */
export function imageOf(call: Call): { flow: Flow; image: ImageDims } {
  const flow = flowOf(call);
  const layout = layoutWith(call, ([rows]) => rows === 2);
  if (!layout) {
    throw call.node.unsupported(
      `the numbers of its input ${showDims(call.dims[0]!)} come in an order that no channels-last layer gives`,
    );
  }
  return { flow: shapedAs(call, flow, layout.image), image: layout.image };
}

/** The value with its layer's result as an image of these sizes. */
export function shapedAs({ layers, node }: Call, flow: Flow, image: ImageDims): Flow {
  if (sameNumbers(flow.dims, image)) return flow;
  const config = { target_shape: [...image] };
  const layer = layers.emit('Reshape', `${node.name}_reshape`, config, [flow.layer]);
  return { ...flow, layer, dims: image };
}

function layoutsOf(flow: Flow, dims: readonly number[]): Layout[] {
  const [, a, b, c] = dims;
  if (dims.length !== 4 || !a || !b || !c) return [];
  const layouts: Layout[] = [];
  if (sameNumbers(flow.order, imageOrder(a, b, c))) {
    layouts.push({ channels: 'first', axes: [2, 3], image: [b, c, a] });
  }
  if (sameNumbers(flow.order, identityOrder(flow.order.length))) {
    layouts.push({ channels: 'last', axes: [1, 2], image: [a, b, c] });
  }
  return layouts;
}

/**
 * A value that depends on the image: a layer's result, and which of its numbers is which. ONNX's
 * reshapes and transposes need no layer then: they change the order alone, and the next layer with
 * weights has them turned to suit.
 */
export interface Flow {
  readonly layer: LayerDraft;
  /** The layer's result as Keras has it: [height, width, channels] or [size], no batch. */
  readonly dims: readonly number[];
  /** For each number of the ONNX value, row by row, its place in the layer's result. */
  readonly order: Float64Array;
  readonly nonNegative: boolean;
  readonly kind: 'values' | 'probabilities' | 'logProbabilities';
  /** Nothing else reads the layer's result, so that the layer may still be changed. */
  readonly exclusive: boolean;
}

/** What a translation gives: whether others read it too is seen elsewhere. */
export type FlowDraft = Omit<Flow, 'exclusive'>;

export function identityOrder(elements: number): Float64Array {
  return Float64Array.from({ length: elements }, (_, i) => i);
}

/** Of [1, channels, height, width] in [height, width, channels]. */
export function imageOrder(channels: number, height: number, width: number): Float64Array {
  const area = height * width;
  return Float64Array.from(
    { length: channels * area },
    (_, i) => (i % area) * channels + Math.floor(i / area),
  );
}

export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A layer's result of which nothing is known but its numbers' order. */
export function values(
  layer: LayerDraft,
  dims: readonly number[],
  order: Float64Array,
  nonNegative = false,
): FlowDraft {
  return { layer, dims, order, nonNegative, kind: 'values' };
}

/** A tensor of a layer, in Keras's layout. */
export interface LayerTensor {
  /** `kernel`, `bias`, … */
  readonly parameter: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A Keras layer in the making. */
export interface LayerDraft {
  readonly className: string;
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly inputs: readonly LayerDraft[];
  readonly tensors: LayerTensor[];
}

const LONGEST = 200;

/** The layers of the network, each after those it reads from, under names of their own. */
export class LayerList {
  readonly layers: LayerDraft[] = [];
  private readonly names = new Set<string>();

  /** @param wanted a name; made valid and unique */
  emit(
    className: string,
    wanted: string,
    config: Readonly<Record<string, unknown>>,
    inputs: readonly LayerDraft[],
    tensors: readonly LayerTensor[] = [],
  ): LayerDraft {
    const name = this.claim(validName(wanted) || className.toLowerCase());
    const layer = { className, name, config: { name, ...config }, inputs, tensors: [...tensors] };
    this.layers.push(layer);
    return layer;
  }

  private claim(name: string): string {
    let free = name;
    for (let count = 1; this.names.has(free); count++) free = `${name}_${count}`;
    this.names.add(free);
    return free;
  }
}

/** Letters, digits, `_`, `.` and `-`; a slash would part a tensor's name from its layer's. */
export function validName(name: string): string {
  return name
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .replace(/^[_.-]+|_+$/g, '')
    .slice(0, LONGEST);
}

/** A node as its translation sees it. */
export interface Call {
  readonly node: OnnxNode;
  readonly layers: LayerList;
  /** Inputs that depend on the image; undefined for the others. */
  readonly flows: readonly (Flow | undefined)[];
  /** Inputs that are fixed; undefined for the others. */
  readonly constants: readonly (Tensor | undefined)[];
  /** Shapes of all inputs as ONNX has them, the batch of 1 included. */
  readonly dims: readonly (readonly number[])[];
  /** Shape of the first result. */
  readonly resultDims: readonly number[];
  /** `op_type` of the nodes that read the result. */
  readonly readers: readonly string[];
  note(line: string): void;
}

/** Turns a node into layers. @throws ScriptError `unsupported-network` for what no layer computes */
export type Translation = (call: Call) => FlowDraft;

/** The value it works on. */
export function flowOf({ node, flows }: Call, index = 0): Flow {
  const flow = flows[index];
  if (!flow) throw node.unsupported(`its input ${index + 1} is constant where a value is needed`);
  if (flow.kind === 'logProbabilities') {
    throw node.unsupported('it reads a LogSoftmax, which is supported at the end alone');
  }
  return flow;
}

/** Fixed numbers that it works with. */
export function constantOf({ node, constants }: Call, index: number): Tensor {
  const constant = constants[index];
  if (!constant) {
    throw node.unsupported(
      `its input ${index + 1} depends on the image, or is missing; weights are supported there`,
    );
  }
  return constant;
}

/** The value with its layer's result in a row. */
export function asVector({ layers, node }: Call, flow: Flow): Flow {
  if (flow.dims.length === 1) return flow;
  const layer = layers.emit('Flatten', `${node.name}_flatten`, {}, [flow.layer]);
  return { ...flow, layer, dims: [elementsOf(flow.dims)] };
}

/** A node that moves numbers and computes none: what it does to the value, it does to its order. */
export const view: Translation = (call) => viewed(call);

/** A view worth a word. */
export const dropped: Translation = (call) => {
  call.note(`${call.node.where}: dropped, it changes nothing once trained`);
  return viewed(call);
};

function viewed({ node, flows, constants, dims }: Call): FlowDraft {
  const flow = flows[0];
  const operator = OPERATORS.get(node.opType);
  if (!flow || !operator) throw node.unsupported('its first input is constant, its others are not');
  const order = { dims: dims[0]!, data: flow.order };
  return { ...flow, order: operator(node, [order, ...constants.slice(1)]).data };
}

/**
 * The layers as a Keras model: Sequential where each reads the one before it, Functional where not.
 *
 * @param layers each after those it reads from, the input first, the output last
 */
export function modelTopology(
  name: string,
  layers: readonly LayerDraft[],
): Record<string, unknown> {
  const chain = layers.every(
    ({ inputs }, i) => i === 0 || (inputs.length === 1 && inputs[0] === layers[i - 1]),
  );
  if (chain) {
    const list = layers.map(({ className, config }) => ({ class_name: className, config }));
    return { class_name: 'Sequential', config: { name, layers: list } };
  }
  const list = layers.map(({ className, name, config, inputs }) => ({
    class_name: className,
    name,
    config,
    inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input.name, 0, 0, {}])] : [],
  }));
  const reference = (layer: LayerDraft) => [[layer.name, 0, 0]];
  return {
    class_name: 'Functional',
    config: {
      name,
      layers: list,
      input_layers: reference(layers[0]!),
      output_layers: reference(layers.at(-1)!),
    },
  };
}

/** The layers' tensors as float32. */
export function modelWeights(layers: readonly LayerDraft[]): SourceWeight[] {
  return layers.flatMap(({ name, tensors }) =>
    tensors.map(({ parameter, shape, values }) => ({
      name: `${name}/${parameter}`,
      shape,
      values: Float32Array.from(values),
    })),
  );
}
