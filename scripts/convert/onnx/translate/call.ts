import type { OnnxNode } from '../node.js';
import { elementsOf, showDims, type Tensor } from '../tensor.js';
import { imageOrder, sameNumbers, type Flow, type FlowDraft } from './flow.js';
import type { LayerList } from './layer-list.js';

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

export type ImageDims = readonly [height: number, width: number, channels: number];

/** The value as an image, its layer's result shaped accordingly. */
export function imageOf(call: Call): { flow: Flow; image: ImageDims } {
  const flow = flowOf(call);
  const image = channelsFirst(flow, call.dims[0]!);
  if (!image) {
    throw call.node.unsupported(
      `the numbers of its input ${showDims(call.dims[0]!)} come in an order that no channels-last layer gives`,
    );
  }
  if (sameNumbers(flow.dims, image)) return { flow, image };
  const { layers, node } = call;
  const reshape = { target_shape: [...image] };
  const layer = layers.emit('Reshape', `${node.name}_reshape`, reshape, [flow.layer]);
  return { flow: { ...flow, layer, dims: image }, image };
}

/** Height, width and channels if ONNX's [1, channels, height, width] lie channels last in Keras. */
export function channelsFirst(flow: Flow, dims: readonly number[]): ImageDims | undefined {
  const [, channels, height, width] = dims;
  if (dims.length !== 4 || !channels || !height || !width) return undefined;
  return sameNumbers(flow.order, imageOrder(channels, height, width))
    ? [height, width, channels]
    : undefined;
}

/** The value with its layer's result in a row. */
export function asVector({ layers, node }: Call, flow: Flow): Flow {
  if (flow.dims.length === 1) return flow;
  const layer = layers.emit('Flatten', `${node.name}_flatten`, {}, [flow.layer]);
  return { ...flow, layer, dims: [elementsOf(flow.dims)] };
}
