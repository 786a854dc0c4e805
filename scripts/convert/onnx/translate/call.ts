import type { OnnxNode } from '../node.js';
import { elementsOf, type Tensor } from '../tensor.js';
import type { Flow, FlowDraft } from './flow.js';
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

/** The value with its layer's result in a row. */
export function asVector({ layers, node }: Call, flow: Flow): Flow {
  if (flow.dims.length === 1) return flow;
  const layer = layers.emit('Flatten', `${node.name}_flatten`, {}, [flow.layer]);
  return { ...flow, layer, dims: [elementsOf(flow.dims)] };
}
