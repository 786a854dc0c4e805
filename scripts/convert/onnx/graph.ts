import { BOUNDS } from '../../../src/graph/index.js';
import { ScriptError } from '../../lib/cli.js';
import { readTensor } from './format.js';
import type { AttributeProto, NodeProto } from './schema.js';

/** An input of the network; a size that the file leaves open, or names, is undefined. */
export interface OnnxInput {
  readonly name: string;
  /** Absent where the file gives no shape. */
  readonly dims: readonly (number | undefined)[] | undefined;
}

/** A file's graph, reduced to what its output depends on. */
export interface OnnxGraph {
  readonly name: string;
  readonly opset: number;
  /** Who wrote the file: `pytorch 1.13.0`. */
  readonly producer: string;
  readonly input: OnnxInput;
  readonly output: string;
  /** Each after those whose results it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
}

/** An operation of the graph, with its attributes read by name. */
export class OnnxNode {
  /** Its own name, or else that of what it computes. */
  readonly name: string;
  readonly opType: string;
  /** Names of values; '' for an optional one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  /** Version of the operator set that its meaning comes from. */
  readonly opset: number;
  private readonly attributes: ReadonlyMap<string, AttributeProto>;

  constructor(proto: NodeProto, opset: number) {
    this.name = proto.name || proto.output[0] || '';
    this.opType = proto.opType;
    this.inputs = proto.input;
    this.outputs = proto.output;
    this.domain = proto.domain === 'ai.onnx' ? '' : proto.domain;
    this.opset = opset;
    this.attributes = new Map(proto.attribute.map((attribute) => [attribute.name, attribute]));
  }

  /** The name of its first result. */
  get output(): string {
    return this.outputs[0] ?? '';
  }

  /** For messages: `node conv1 (Conv)`. */
  get where(): string {
    return `node ${this.name} (${this.opType})`;
  }

  has(key: string): boolean {
    return this.attributes.has(key);
  }

  int(key: string, fallback: number): number {
    return this.attributes.get(key)?.i ?? fallback;
  }

  float(key: string, fallback: number): number {
    return this.attributes.get(key)?.f ?? fallback;
  }

  string(key: string, fallback: string): string {
    const value = this.attributes.get(key)?.s;
    return value ? new TextDecoder().decode(value) : fallback;
  }

  ints(key: string): readonly number[] | undefined {
    return this.attributes.get(key)?.ints;
  }

  floats(key: string): readonly number[] | undefined {
    return this.attributes.get(key)?.floats;
  }

  tensor(key: string): Tensor | undefined {
    const proto = this.attributes.get(key)?.t;
    return proto ? readTensor(proto, `${this.where}, attribute ${key}`) : undefined;
  }

  /** An error for what this converter does not do. */
  unsupported(problem: string): ScriptError {
    return new ScriptError('unsupported-network', `${this.where}: ${problem}`);
  }

  /** An error for what no network can mean. */
  bad(problem: string): ScriptError {
    return new ScriptError('bad-network', `${this.where}: ${problem}`);
  }
}

/** Numbers row by row, the last axis fastest; whole numbers and truth values too. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/**
 * A tensor of zeros.
 *
 * @param where for the message: whose result it is
 * @throws ScriptError `unsupported-network` if it is larger than any digit network needs, before
 *   memory is taken; `bad-network` for sizes that are none
 */
export function zeros(dims: readonly number[], where: string): Tensor & { dims: number[] } {
  const elements = checkSize(dims, where);
  return { dims: [...dims], data: new Float64Array(elements) };
}

/** @returns the number of elements. @throws ScriptError as {@link zeros} */
export function checkSize(dims: readonly number[], where: string): number {
  if (dims.length > 8 || !dims.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new ScriptError('bad-network', `${where}: [${dims.join(', ')}] is not a shape`);
  }
  const elements = elementsOf(dims);
  if (elements > BOUNDS.weightElements) {
    throw new ScriptError(
      'unsupported-network',
      `${where}: ${dims.join('×')} numbers are more than the ${BOUNDS.weightElements} supported`,
    );
  }
  return elements;
}

/** How many elements apart neighbors along each axis are. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  }
  return strides;
}

/** Calls back for each index of a shape in row-major order; the array is reused. */
export function forEachIndex(
  dims: readonly number[],
  visit: (index: readonly number[], position: number) => void,
): void {
  const index = dims.map(() => 0);
  const elements = elementsOf(dims);
  for (let position = 0; position < elements; position++) {
    visit(index, position);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < dims[axis]!) break;
      index[axis] = 0;
    }
  }
}

export function showDims(dims: readonly number[]): string {
  return `[${dims.join(', ')}]`;
}

/**
 * The shape that two shapes have together (https://onnx.ai/onnx/repo-docs/Broadcasting.html).
 *
 * @returns undefined if they do not fit
 */
export function broadcastDims(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const sizes = (dims: readonly number[]) => [...Array(rank - dims.length).fill(1), ...dims];
  const [left, right] = [sizes(a) as number[], sizes(b) as number[]];
  const fits = left.every((size, i) => size === right[i] || size === 1 || right[i] === 1);
  return fits ? left.map((size, i) => (size === 1 ? right[i]! : size)) : undefined;
}

/** The tensor repeated along axes of size 1, and those it lacks, until it has a shape. */
export function broadcastTo(tensor: Tensor, dims: readonly number[], where: string): Tensor {
  if (tensor.dims.join() === dims.join()) return tensor;
  const missing = dims.length - tensor.dims.length;
  const own = stridesOf(tensor.dims);
  const steps = dims.map((_, axis) =>
    (tensor.dims[axis - missing] ?? 1) === 1 ? 0 : own[axis - missing]!,
  );
  const result = zeros(dims, where);
  forEachIndex(dims, (index, position) => {
    let source = 0;
    for (let axis = 0; axis < index.length; axis++) source += index[axis]! * steps[axis]!;
    result.data[position] = tensor.data[source]!;
  });
  return result;
}

/** Axes, in order, that ReduceMean averages over: an attribute before operator set 18, then an input. */
export function reducedAxes(
  node: OnnxNode,
  inputs: readonly (Tensor | undefined)[],
  rank: number,
): number[] {
  const given = inputs[1] ? [...inputs[1].data] : (node.ints('axes') ?? []);
  if (given.length === 0) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = given.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (axes.some((axis) => axis < 0 || axis >= rank)) {
    throw node.bad(`axes [${given.join(', ')}] are not all among its input's ${rank}`);
  }
  return axes;
}

/** Which elements of a value Softmax and LogSoftmax set against each other. */
interface SoftmaxGroups {
  /** In one group. */
  readonly size: number;
  /** Between neighbors of one group, in row-major order. */
  readonly step: number;
}

/**
 * Since operator set 13 along one axis, the last by default; before, over that axis, the second by
 * default, and all behind it together.
 */
export function softmaxGroups(node: OnnxNode, dims: readonly number[]): SoftmaxGroups {
  const flattens = node.opset < 13;
  const axis = node.int('axis', flattens ? 1 : -1);
  const counted = axis < 0 ? axis + dims.length : axis;
  if (counted < 0 || counted >= Math.max(dims.length, 1)) {
    throw node.bad(`axis ${axis} is none of its input's ${dims.length}`);
  }
  return flattens
    ? { size: elementsOf(dims.slice(counted)), step: 1 }
    : { size: dims[counted] ?? 1, step: elementsOf(dims.slice(counted + 1)) };
}
