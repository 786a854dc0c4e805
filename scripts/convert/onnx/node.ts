import protobuf from 'protobufjs';
import { decodeFloat16 } from '../../../src/graph/index.js';
import {
  bad,
  bytesOf,
  checkSize,
  decodeNumbers,
  elementsOf,
  type NumberType,
  type Pair,
  showShape,
  type Tensor,
  unsupported,
  type Window,
} from '../tensor.js';
import type { AttributeProto, NodeProto, TensorProto } from './schema.js';

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
  /** For messages: `node conv1 (Conv)`. */
  readonly where: string;
  private readonly attributes: ReadonlyMap<string, AttributeProto>;

  constructor(proto: NodeProto, opset: number) {
    this.name = proto.name || proto.output[0] || '';
    this.opType = proto.opType;
    this.inputs = proto.input;
    this.outputs = proto.output;
    this.domain = proto.domain === 'ai.onnx' ? '' : proto.domain;
    this.opset = opset;
    this.where = `node ${this.name} (${this.opType})`;
    this.attributes = new Map(proto.attribute.map((attribute) => [attribute.name, attribute]));
  }

  /** The name of its first result. */
  get output(): string {
    return this.outputs[0] ?? '';
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
    const proto = this.attributes.get(key)?.tensor;
    return proto ? readTensor(proto) : undefined;
  }
}

/** For each TensorProto.DataType, the type of the numbers and the field that holds them if `raw_data` does not. */
const TYPES = new Map<number, readonly [NumberType, `${string}Data` & keyof TensorProto]>([
  [1, ['f4', 'floatData']],
  [2, ['u1', 'int32Data']],
  [3, ['i1', 'int32Data']],
  [6, ['i4', 'int32Data']],
  [7, ['i8', 'int64Data']],
  [9, ['u1', 'int32Data']],
  [10, ['f2', 'int32Data']],
  [11, ['f8', 'doubleData']],
]);

/** TensorProto.DataLocation of numbers in another file. */
export const EXTERNAL = 1;

/**
 * @throws ScriptError `unsupported-network` for values in another file, or of another type;
 *   `bad-network` if they are not as many as the shape says, or not finite
 */
export function readTensor(proto: TensorProto): Tensor {
  if (proto.dataLocation === EXTERNAL || proto.externalData.length > 0) {
    const file = proto.externalData.find(({ key }) => key === 'location')?.value ?? 'another file';
    throw unsupported(
      `its values are in ${file}; save the network as one file, without external data`,
    );
  }
  const [type, field] = TYPES.get(proto.dataType) ?? [];
  if (!type || !field) {
    throw unsupported(
      `its numbers are of type ${proto.dataType}; float, double, float16, int32, int64, int8, uint8 and bool are supported`,
    );
  }
  const elements = checkSize(proto.dims);
  const values =
    proto.rawData.length > 0
      ? proto.rawData.length % bytesOf(type) === 0 && decodeNumbers(proto.rawData, type)
      : listed(Buffer.concat(proto[field] as readonly Uint8Array[]), type, elements);
  if (!values || values.length !== elements) {
    throw bad(
      `it has ${values ? values.length : 'more or fewer'} numbers where its shape ${showShape(proto.dims)} needs ${elements}`,
    );
  }
  if (values.every(Number.isFinite)) return { shape: proto.dims, values };
  throw bad('it holds NaN or infinity; the network was not saved sound');
}

function listed(bytes: Buffer, type: NumberType, elements: number): Float64Array | undefined {
  if (type === 'f4' || type === 'f8') return decodeNumbers(bytes, type);
  if (bytes.length < elements) return undefined;
  const reader = protobuf.Reader.create(bytes);
  const values = new Float64Array(elements);
  for (let i = 0; i < elements; i++) {
    if (reader.pos >= reader.len) return undefined;
    // Negative ones, of 32 bits too, take ten bytes as 64-bit numbers do.
    values[i] = Number(reader.int64());
  }
  if (reader.pos !== reader.len) return undefined;
  return type === 'f2' ? values.map((bits) => decodeFloat16(bits)) : values;
}

/** An axis counted from the front, whichever way it was counted. */
export function axisOf(axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(counted) && counted >= 0 && counted < Math.max(rank, 1)) return counted;
  throw bad(`axis ${axis} does not exist; its input has ${rank}`);
}

/** Axes, in order, that ReduceMean averages over: an attribute before operator set 18, then an input. */
export function reducedAxes(node: OnnxNode, input: Tensor | undefined, rank: number): number[] {
  const given = input ? [...input.values] : (node.ints('axes') ?? []);
  if (given.length === 0) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = given.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (axes.every((axis) => axis >= 0 && axis < rank)) return axes;
  throw bad(`axes ${showShape(given)} are not all among its input's ${rank}`);
}

/**
 * Which elements of a value Softmax sets against each other: since operator set 13 those along one
 * axis, the last by default; before, those of that axis, the second by default, and all behind it.
 *
 * @returns how many are in one group, and how far neighbors of one group are apart
 */
export function softmaxGroups(node: OnnxNode, shape: readonly number[]): [number, number] {
  const flattens = node.opset < 13;
  const axis = axisOf(node.int('axis', flattens ? 1 : -1), shape.length);
  return flattens
    ? [elementsOf(shape.slice(axis)), 1]
    : [shape[axis] ?? 1, elementsOf(shape.slice(axis + 1))];
}

/**
 * @param image rows and columns
 * @param kernel of the weights, where the node need not say it itself
 * @throws ScriptError `unsupported-network` for other than two axes; `bad-network` for sizes that do not fit
 */
export function placeWindow(node: OnnxNode, image: Pair, given?: Pair): Window {
  const kernel = readPair(node, 'kernel_shape', given);
  const strides = readPair(node, 'strides', [1, 1]);
  const dilations = readPair(node, 'dilations', [1, 1]);
  const pads = node.ints('pads') ?? [0, 0, 0, 0];
  if (pads.length !== 4 || pads.some((pad) => pad < 0 || pad > 1024)) {
    throw unsupported(`pads is ${showShape(pads)}; four numbers from 0 to 1024 are supported`);
  }
  const [rows, columns] = ([0, 1] as const).map((axis) => {
    const extent = (kernel[axis] - 1) * dilations[axis] + 1;
    return placeAxis(node, image[axis], extent, strides[axis], [pads[axis]!, pads[axis + 2]!]);
  }) as [Pair, Pair];
  const [before, size] = [[rows[0], columns[0]] as const, [rows[1], columns[1]] as const];
  return { kernel, strides, dilations, before, size };
}

/** @returns padding in front of the image, and size of the result */
function placeAxis(
  node: OnnxNode,
  image: number,
  extent: number,
  stride: number,
  pads: Pair,
): Pair {
  const mode = node.string('auto_pad', 'NOTSET');
  if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') {
    const size = Math.ceil(image / stride);
    const half = Math.max((size - 1) * stride + extent - image, 0) / 2;
    return [mode === 'SAME_UPPER' ? Math.floor(half) : Math.ceil(half), size];
  }
  if (mode !== 'NOTSET' && mode !== 'VALID') {
    throw bad(`auto_pad is ${mode}; ONNX has NOTSET, VALID, SAME_UPPER and SAME_LOWER`);
  }
  const [before, after] = mode === 'VALID' ? [0, 0] : pads;
  const room = image + before + after - extent;
  const isCeil = node.int('ceil_mode', 0) !== 0;
  const windows = (isCeil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
  // PyTorch and ONNX leave out a window that would begin behind the image.
  const size = isCeil && (windows - 1) * stride >= image + before ? windows - 1 : windows;
  if (size < 1) {
    throw bad(`its window of ${extent} does not fit an image of ${image + before + after}`);
  }
  const counts = node.opType === 'AveragePool' && node.int('count_include_pad', 0) !== 0;
  if (counts && (size - 1) * stride + extent > image + before + after) {
    throw unsupported(
      'ceil_mode lets its window hang over the edge, with the padding counted in the mean; supported without count_include_pad',
    );
  }
  return [before, size];
}

function readPair(node: OnnxNode, key: string, fallback?: Pair): Pair {
  const values = node.ints(key) ?? fallback ?? [];
  const [rows, columns] = values;
  if (rows === undefined || columns === undefined || values.length > 2) {
    throw unsupported(`${key} has ${values.length} axes; images with two are supported`);
  }
  if (values.some((value) => value < 1 || value > 1024)) {
    throw bad(`${key} is ${showShape(values)} where numbers from 1 to 1024 are needed`);
  }
  return [rows, columns];
}

interface Pads {
  /** Numbers to put before and behind, axis by axis of the input. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
}

/**
 * What a Pad node adds: attributes before operator set 11, inputs since, with axes of their own
 * since 18.
 *
 * @throws ScriptError `unsupported-network` for other modes than `constant`, and for cutting off
 */
export function readPads(
  node: OnnxNode,
  rank: number,
  [amounts, constant, chosen]: readonly (Tensor | undefined)[],
): Pads {
  const mode = node.string('mode', 'constant');
  if (mode !== 'constant') throw unsupported(`mode is ${mode}; constant is supported`);
  const pads = amounts ? [...amounts.values] : (node.ints('pads') ?? []);
  const axes = chosen ? [...chosen.values] : Array.from({ length: rank }, (_, axis) => axis);
  if (pads.length !== 2 * axes.length) {
    throw bad(`it has ${pads.length} pads for ${axes.length} axes`);
  }
  if (pads.some((pad) => pad < 0 || pad > 1024)) {
    throw unsupported(`pads is ${showShape(pads)}; numbers from 0 to 1024 are supported`);
  }
  const [before, after] = [new Array<number>(rank).fill(0), new Array<number>(rank).fill(0)];
  axes.forEach((given, i) => {
    const axis = axisOf(given, rank);
    before[axis] = pads[i]!;
    after[axis] = pads[i + axes.length]!;
  });
  return { before, after, value: constant?.values[0] ?? node.float('value', 0) };
}
