import type { LayerDraft, LayerList } from '../model.js';
import { validName } from '../model.js';
import { elementsOf, showShape, type Tensor, unsupported } from '../tensor.js';
import type { OnnxNode } from './node.js';

export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * A value that depends on the image: a layer's result, and which of its numbers is which. ONNX's
 * reshapes and transposes need no layer then: they change the order alone, and the next layer with
 * weights has them turned to suit.
 */
export interface Flow {
  readonly layer: LayerDraft;
  /** The layer's result as Keras has it: [height, width, channels] or [size], no batch. */
  readonly shape: readonly number[];
  /** For each number of the ONNX value, row by row, its place in the layer's result. */
  readonly order: Float64Array;
  readonly nonNegative: boolean;
  readonly kind: 'values' | 'probabilities' | 'logProbabilities';
  /** Nothing else reads the layer's result, so that the layer may still be changed. */
  readonly exclusive: boolean;
}

/** What a translation gives: whether others read it too is seen elsewhere. */
export type FlowDraft = Omit<Flow, 'exclusive'>;

/** A node as its translation sees it. */
export interface Call {
  readonly node: OnnxNode;
  readonly layers: LayerList;
  /** Inputs that depend on the image; undefined for the others. */
  readonly flows: readonly (Flow | undefined)[];
  /** Inputs that are fixed; undefined for the others. */
  readonly constants: readonly (Tensor | undefined)[];
  /** Of all inputs as ONNX has them, the batch of 1 included. */
  readonly shapes: readonly (readonly number[])[];
  /** Of the first result. */
  readonly resultShape: readonly number[];
  /** `op_type` of the nodes that read the result. */
  readonly readers: readonly string[];
  note(line: string): void;
}

/** Turns a node into layers. @throws ScriptError `unsupported-network` for what no layer computes */
export type Translation = (call: Call) => FlowDraft;

interface Emitted extends Partial<FlowDraft> {
  readonly tensors?: Readonly<Record<string, Tensor>>;
  /** Behind the name of the node. */
  readonly suffix?: string;
}

/** A layer that reads a value. Its result has the value's shape and order where not said otherwise. */
export function emit(
  { layers, node }: Call,
  className: string,
  config: Readonly<Record<string, unknown>>,
  { layer, shape, order }: Flow,
  { tensors, suffix = '', ...result }: Emitted = {},
): FlowDraft {
  const name = validName(node.name + suffix) || className.toLowerCase();
  return {
    ...{ shape, order, nonNegative: false, kind: 'values', ...result },
    layer: layers.emit(className, name, config, [layer], tensors),
  };
}

/** A layer that gives the same numbers in another shape. */
export function reshape(call: Call, flow: Flow, shape: readonly number[]): Flow {
  if (sameNumbers(flow.shape, shape)) return flow;
  const { layer } = emit(call, 'Reshape', { target_shape: [...shape] }, flow, {
    suffix: '_reshape',
  });
  return { ...flow, layer, shape };
}

/** The value with its layer's result in a row. */
export function asVector(call: Call, flow: Flow): Flow {
  if (flow.shape.length === 1) return flow;
  const { layer } = emit(call, 'Flatten', {}, flow, { suffix: '_flatten' });
  return { ...flow, layer, shape: [elementsOf(flow.shape)] };
}

/** The value it works on. */
export function flowOf({ flows }: Call, index = 0): Flow {
  const flow = flows[index];
  if (!flow) throw unsupported(`its input ${index + 1} is constant where a value is needed`);
  if (flow.kind !== 'logProbabilities') return flow;
  throw unsupported('it reads a LogSoftmax, which is supported at the end alone');
}

/** Fixed numbers that it works with. */
export function constantOf({ constants }: Call, index: number): Tensor {
  const constant = constants[index];
  if (constant) return constant;
  throw unsupported(
    `its input ${index + 1} depends on the image, or is missing; weights are supported there`,
  );
}

export function identityOrder(elements: number): Float64Array {
  return new Float64Array(elements).map((_, i) => i);
}

/** Of [1, channels, height, width] in [height, width, channels]. */
export function imageOrder([height, width, channels]: ImageShape): Float64Array {
  const area = height * width;
  return identityOrder(channels * area).map((i) => (i % area) * channels + Math.floor(i / area));
}

export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** One way to see a value of four axes as images. */
interface Layout {
  readonly channels: 'first' | 'last';
  /** ONNX's axes of rows and columns. */
  readonly axes: readonly [number, number];
  /** As Keras has it. */
  readonly image: ImageShape;
}

/** The layout of the node's first input that suits; with one channel, it may have both. */
export function layoutWith(
  call: Call,
  suits: (axes: readonly [number, number]) => boolean,
): Layout | undefined {
  const { order } = flowOf(call);
  const [, a, b, c, more] = call.shapes[0]!;
  if (!a || !b || !c || more !== undefined) return undefined;
  const layouts: Layout[] = [];
  if (sameNumbers(order, imageOrder([b, c, a]))) {
    layouts.push({ channels: 'first', axes: [2, 3], image: [b, c, a] });
  }
  if (sameNumbers(order, identityOrder(order.length))) {
    layouts.push({ channels: 'last', axes: [1, 2], image: [a, b, c] });
  }
  return layouts.find(({ axes }) => suits(axes));
}

/** The value as an image with the channels first, its layer's result shaped accordingly. */
export function imageOf(call: Call): { flow: Flow; image: ImageShape } {
  const layout = layoutWith(call, ([rows]) => rows === 2);
  if (!layout) {
    throw unsupported(
      `the numbers of its input ${showShape(call.shapes[0]!)} come in an order that no channels-last layer gives`,
    );
  }
  return { flow: reshape(call, flowOf(call), layout.image), image: layout.image };
}
