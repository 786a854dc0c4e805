import protobuf from 'protobufjs';
import { BOUNDS, decodeFloat16 } from '../../../src/graph/index.js';
import { reasonOf, ScriptError } from '../../lib/cli.js';
import type { SourceFile } from '../source-network.js';
import {
  checkSize,
  type OnnxGraph,
  type OnnxInput,
  OnnxNode,
  showDims,
  type Tensor,
} from './graph.js';
import {
  type GraphProto,
  MODEL,
  type ModelProto,
  type TensorProto,
  type ValueInfoProto,
} from './schema.js';

/** As float64, with as much again for everything that is not a weight. */
const MAX_BYTES = 2 * 8 * BOUNDS.weightElements;

const OPSETS = { oldest: 7, newest: 21 };

/**
 * Reads an `.onnx` file (https://onnx.ai/onnx/repo-docs/IR.html).
 *
 * @throws ScriptError `bad-network` for a file that is cut short, corrupt or senseless,
 *   `unsupported-network` for several inputs or outputs, other operator sets, external data
 */
export function readGraph({ path, bytes }: SourceFile): OnnxGraph {
  if (bytes.length > MAX_BYTES) {
    throw new ScriptError(
      'unsupported-network',
      `${path} has ${bytes.length} bytes where up to ${MAX_BYTES} are supported`,
    );
  }
  scan(bytes, path);
  const model = decode(bytes, path);
  if (!model.graph || model.graph.node.length === 0) {
    throw new ScriptError('bad-network', `${path} holds no graph; it is cut short or not ONNX`);
  }
  const { graph } = model;
  checkCounts(graph, path);
  const opset = findOpset(model, path);
  const initializers = new Map(
    graph.initializer.map((proto) => [proto.name, readTensor(proto, `tensor ${proto.name}`)]),
  );
  const output = onlyOne(graph.output, 'output', path).name;
  // Up to version 3 of the format, weights were listed among the inputs too.
  const input = onlyOne(
    graph.input.filter(({ name }) => !initializers.has(name)),
    'input',
    path,
  );
  const nodes = graph.node.map((proto) => new OnnxNode(proto, opset));
  return {
    name: graph.name,
    opset,
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    input: readInput(input),
    output,
    nodes: sortNodes(nodes, new Set([input.name, ...initializers.keys()]), output),
    initializers,
  };
}

function decode(bytes: Uint8Array, path: string): ModelProto {
  try {
    return MODEL.toObject(MODEL.decode(bytes), {
      longs: Number,
      defaults: true,
      arrays: true,
    }) as ModelProto;
  } catch (cause) {
    throw new ScriptError('bad-network', `${path} is not ONNX: ${reasonOf(cause)}`, { cause });
  }
}

function checkCounts({ node, initializer }: GraphProto, path: string): void {
  const most = BOUNDS.tensors;
  if (node.length > most || initializer.length > most) {
    throw new ScriptError(
      'unsupported-network',
      `${path} has ${node.length} nodes and ${initializer.length} tensors where ${most} of each are supported`,
    );
  }
  const elements = initializer.reduce(
    (sum, { dims, name }) => sum + checkSize(dims, `tensor ${name}`),
    0,
  );
  if (elements > BOUNDS.weightElements) {
    throw new ScriptError(
      'unsupported-network',
      `${path} has ${elements} weights where up to ${BOUNDS.weightElements} are supported`,
    );
  }
}

function findOpset({ opsetImport }: ModelProto, path: string): number {
  const own = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (!own) {
    throw new ScriptError(
      'bad-network',
      `${path} does not name the operator set it uses; it is cut short or not ONNX`,
    );
  }
  if (own.version < OPSETS.oldest || own.version > OPSETS.newest) {
    throw new ScriptError(
      'unsupported-network',
      `${path} uses operator set ${own.version}; ${OPSETS.oldest} to ${OPSETS.newest} are supported, so export it with another opset_version`,
    );
  }
  return own.version;
}

function onlyOne(
  values: readonly ValueInfoProto[],
  kind: 'input' | 'output',
  path: string,
): ValueInfoProto {
  const [value, ...more] = values;
  if (value && more.length === 0) return value;
  const names = values.map(({ name }) => name).join(', ') || 'none';
  throw new ScriptError(
    'unsupported-network',
    `${path} has ${values.length} ${kind}s (${names.slice(0, 200)}) where a digit network has one`,
  );
}

function readInput({ name, type }: ValueInfoProto): OnnxInput {
  const dims = type?.tensorType?.shape?.dim.map(({ dimValue }) =>
    dimValue > 0 ? dimValue : undefined,
  );
  return { name, dims };
}

type Read = (view: DataView, offset: number) => number;

interface ElementType {
  readonly bytes: number;
  readonly read: Read;
  /** The field that holds such numbers where `raw_data` does not. */
  readonly field: 'floatData' | 'int32Data' | 'int64Data' | 'doubleData';
}

const readFloat32: Read = (view, at) => view.getFloat32(at, true);
const readFloat64: Read = (view, at) => view.getFloat64(at, true);

/** By TensorProto.DataType. */
const TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [1, { bytes: 4, read: readFloat32, field: 'floatData' }],
  [2, { bytes: 1, read: (view, at) => view.getUint8(at), field: 'int32Data' }],
  [3, { bytes: 1, read: (view, at) => view.getInt8(at), field: 'int32Data' }],
  [6, { bytes: 4, read: (view, at) => view.getInt32(at, true), field: 'int32Data' }],
  [7, { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)), field: 'int64Data' }],
  [9, { bytes: 1, read: (view, at) => view.getUint8(at), field: 'int32Data' }],
  [
    10,
    { bytes: 2, read: (view, at) => decodeFloat16(view.getUint16(at, true)), field: 'int32Data' },
  ],
  [11, { bytes: 8, read: readFloat64, field: 'doubleData' }],
]);

const FLOAT16 = 10;
const EXTERNAL = 1;

/**
 * @param where for messages: `tensor conv1.weight`
 * @throws ScriptError `unsupported-network` for values in another file, or of another type;
 *   `bad-network` if they are not as many as the shape says, or not finite
 */
export function readTensor(proto: TensorProto, where: string): Tensor {
  if (proto.dataLocation === EXTERNAL || proto.externalData.length > 0) {
    const file = proto.externalData.find(({ key }) => key === 'location')?.value ?? 'another file';
    throw new ScriptError(
      'unsupported-network',
      `${where}: its values are in ${file}; save the network as one file, without external data`,
    );
  }
  const type = TYPES.get(proto.dataType);
  if (!type) {
    throw new ScriptError(
      'unsupported-network',
      `${where}: its numbers are of type ${proto.dataType}; float, double, float16, int32, int64, int8, uint8 and bool are supported`,
    );
  }
  const elements = checkSize(proto.dims, where);
  const data = proto.rawData.length > 0 ? raw(proto, type) : listed(proto, type, elements);
  if (data?.length !== elements) {
    throw new ScriptError(
      'bad-network',
      `${where}: it has ${data ? data.length : 'more or fewer'} numbers where its shape ${showDims(proto.dims)} needs ${elements}`,
    );
  }
  if (!data.every(Number.isFinite)) {
    throw new ScriptError(
      'bad-network',
      `${where}: it holds NaN or infinity; the network was not saved sound`,
    );
  }
  return { dims: proto.dims, data };
}

function raw({ rawData }: TensorProto, { bytes, read }: ElementType): Float64Array | undefined {
  if (rawData.length % bytes !== 0) return undefined;
  return unpackFixed(rawData, bytes, read);
}

function listed(
  proto: TensorProto,
  { field }: ElementType,
  elements: number,
): Float64Array | undefined {
  const chunks = proto[field];
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  if (field === 'floatData') return unpackFixed(bytes, 4, readFloat32);
  if (field === 'doubleData') return unpackFixed(bytes, 8, readFloat64);
  const numbers = unpackVarints(bytes, elements);
  return proto.dataType === FLOAT16 ? numbers?.map((bits) => decodeFloat16(bits)) : numbers;
}

function unpackFixed(bytes: Uint8Array, width: number, read: Read): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = new Float64Array(Math.floor(bytes.length / width));
  for (let i = 0; i < data.length; i++) data[i] = read(view, i * width);
  return data;
}

/** Negative ones, of 32 bits too, take ten bytes as 64-bit numbers do. */
function unpackVarints(bytes: Uint8Array, elements: number): Float64Array | undefined {
  if (bytes.length < elements) return undefined;
  const reader = protobuf.Reader.create(bytes);
  const data = new Float64Array(elements);
  for (let i = 0; i < elements; i++) {
    if (reader.pos >= reader.len) return undefined;
    data[i] = Number(reader.int64());
  }
  return reader.pos === reader.len ? data : undefined;
}

/** Messages within messages, by their number in onnx.proto; of others only the length is read. */
const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 8: 'opset_import' },
  graph: { 1: 'node', 5: 'initializer', 11: 'input', 12: 'output' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor' },
  opset_import: {},
  initializer: {},
  tensor: {},
  input: { 2: 'type' },
  output: { 2: 'type' },
  type: { 1: 'tensor_type' },
  tensor_type: { 2: 'shape' },
  shape: { 1: 'dimension' },
  dimension: {},
};

/** Lists of numbers that decoding takes apart: each number counts, a byte at the least. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  attribute: [7, 8],
  initializer: [1],
  tensor: [1],
};

/** Lists of numbers that are taken as packed bytes, as every writer of ONNX packs them. */
const PACKED: Readonly<Record<string, readonly number[]>> = {
  initializer: [4, 5, 7, 10],
  tensor: [4, 5, 7, 10],
};

/** Hundreds of times what a digit network has. */
const MAX_FIELDS = 2 ** 19;

const LENGTH_DELIMITED = 2;

/**
 * Walks through a file's messages without keeping anything, so that decoding it afterwards is known
 * to take no more memory than a few times the file.
 *
 * @throws ScriptError `bad-network` where the file ends or makes no sense, with the place;
 *   `unsupported-network` where it has too many parts
 */
function scan(bytes: Uint8Array, path: string): void {
  const reader = protobuf.Reader.create(bytes);
  /** What is being read, outermost first, for the message of an error. */
  const place: string[] = [];
  let fields = 0;
  const count = (more: number): void => {
    fields += more;
    if (fields <= MAX_FIELDS) return;
    throw new ScriptError(
      'unsupported-network',
      `${path} has more than ${MAX_FIELDS} fields, far more than a digit network; is it the right file?`,
    );
  };
  const walk = (message: string, end: number): void => {
    const seen = new Map<string, number>();
    while (reader.pos < end) {
      count(1);
      const tag = reader.uint32();
      const [field, wire] = [tag >>> 3, tag & 7];
      if (PACKED[message]?.includes(field) && wire !== LENGTH_DELIMITED) {
        throw new Error('numbers of a tensor are not packed');
      }
      if (wire !== LENGTH_DELIMITED) {
        reader.skipType(wire);
        continue;
      }
      const length = reader.uint32();
      const inner = MESSAGES[message]?.[field];
      const index = seen.get(inner ?? '') ?? 0;
      if (inner !== undefined) {
        seen.set(inner, index + 1);
        place.push(`${inner} ${index + 1}`);
      }
      const innerEnd = reader.pos + length;
      if (innerEnd > end) {
        throw new Error(`${length} bytes are announced where ${end - reader.pos} are left`);
      }
      if (NUMBERS[message]?.includes(field)) count(length);
      if (inner === undefined) reader.skip(length);
      else walk(inner, innerEnd);
      if (reader.pos !== innerEnd) throw new Error('a field runs past the end of its message');
      if (inner !== undefined) place.pop();
    }
  };
  try {
    walk('model', bytes.length);
  } catch (cause) {
    if (cause instanceof ScriptError) throw cause;
    const where = place.length > 0 ? `, in ${place.join(', ')}` : '';
    throw new ScriptError(
      'bad-network',
      `${path} is cut short or not ONNX: it breaks at byte ${reader.pos} of ${bytes.length}${where} (${reasonOf(cause)}); fetch or export it again`,
      { cause },
    );
  }
}

/**
 * The nodes that `output` depends on, each after those it reads from.
 *
 * @param given names of values that no node computes
 * @throws ScriptError `bad-network` if one reads what nothing computes, or its own result
 */
function sortNodes(
  nodes: readonly OnnxNode[],
  given: ReadonlySet<string>,
  output: string,
): OnnxNode[] {
  const makers = findMakers(nodes, given);
  const sorted: OnnxNode[] = [];
  const state = new Map<OnnxNode, 'open' | 'done'>();
  const makerOf = (value: string, reader: string): OnnxNode | undefined => {
    if (value === '' || given.has(value)) return undefined;
    const maker = makers.get(value);
    if (!maker) {
      throw new ScriptError('bad-network', `${reader} reads ${value}, which nothing computes`);
    }
    if (state.get(maker) === 'open') throw maker.bad('it depends on its own result');
    return state.get(maker) === 'done' ? undefined : maker;
  };
  const first = makerOf(output, 'the output of the graph');
  const open = first ? [first] : [];
  // A stack of its own: a chain may be deeper than the engine's.
  while (open.length > 0) {
    const node = open.at(-1)!;
    state.delete(node);
    const next = node.inputs
      .map((value) => makerOf(value, node.where))
      .find((maker) => maker !== undefined);
    state.set(node, 'open');
    if (next === node) throw node.bad('it depends on its own result');
    if (next) {
      open.push(next);
      continue;
    }
    state.set(node, 'done');
    sorted.push(node);
    open.pop();
  }
  return sorted;
}

function findMakers(nodes: readonly OnnxNode[], given: ReadonlySet<string>): Map<string, OnnxNode> {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const value of node.outputs) {
      if (value === '') continue;
      if (makers.has(value) || given.has(value)) {
        throw node.bad(`its result ${value} has a name that another value has`);
      }
      makers.set(value, node);
    }
  }
  return makers;
}
