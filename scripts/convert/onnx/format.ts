import protobuf from 'protobufjs';
import { BOUNDS } from '../../../src/graph/index.js';
import { reasonOf, ScriptError } from '../../lib/cli.js';
import { sortNodes, type SourceFile } from '../source-network.js';
import { at, bad, checkSize, type Tensor, unsupported } from '../tensor.js';
import { EXTERNAL, OnnxNode, readTensor } from './node.js';
import {
  type GraphProto,
  MODEL,
  type ModelProto,
  type TensorProto,
  type ValueInfoProto,
} from './schema.js';

/** An input of the network; a size that the file leaves open, or names, is undefined. */
export interface OnnxInput {
  readonly name: string;
  /** Absent where the file gives no shape. */
  readonly shape: readonly (number | undefined)[] | undefined;
}

/** A file's graph, reduced to what its output depends on. */
export interface OnnxGraph {
  readonly name: string;
  readonly opset: number;
  /** Who wrote the file: `pytorch 1.13.0`. */
  readonly producer: string;
  readonly input: OnnxInput;
  readonly output: string;
  /** Its other outputs. */
  readonly dropped: readonly string[];
  /** Each after those whose results it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
}

/** As float64, with as much again for everything that is not a weight. */
const MAX_BYTES = 2 * 8 * BOUNDS.weightElements;

const OPSETS = { oldest: 7, newest: 21 };

/**
 * Reads an `.onnx` file (https://onnx.ai/onnx/repo-docs/IR.html).
 *
 * @throws ScriptError `bad-network` for a file that is cut short, corrupt or senseless,
 *   `unsupported-network` for several inputs or outputs, other operator sets; `data-missing` for a
 *   file of weights that is not beside it
 */
export async function readGraph(file: SourceFile): Promise<OnnxGraph> {
  const { path, bytes } = file;
  if (bytes.length > MAX_BYTES) {
    throw unsupported(`${path} has ${bytes.length} bytes where up to ${MAX_BYTES} are supported`);
  }
  scan(bytes, path);
  const model = decode(bytes, path);
  const { graph, producerName, producerVersion } = model;
  if (!graph || graph.node.length === 0) {
    throw bad(`${path} holds no graph; it is cut short or not ONNX`);
  }
  checkCounts(graph, path);
  const opset = findOpset(model, path);
  const tensors = await readBeside(graph.initializer, file);
  const initializers = new Map(
    tensors.map((proto) => [proto.name, at(`tensor ${proto.name}`, () => readTensor(proto))]),
  );
  // Of several outputs, the one of ten values; others are features, or the class itself.
  const ten = graph.output.filter(({ type }) => {
    return type?.tensorType?.shape?.dimension.at(-1)?.dimValue === 10;
  });
  const output = onlyOne(ten.length === 1 ? ten : graph.output, 'output', path).name;
  const dropped = graph.output.map(({ name }) => name).filter((name) => name !== output);
  // Up to version 3 of the format, weights were listed among the inputs too.
  const inputs = graph.input.filter(({ name }) => !initializers.has(name));
  const { name, type } = onlyOne(inputs, 'input', path);
  const shape = type?.tensorType?.shape?.dimension.map(({ dimValue }) =>
    dimValue > 0 ? dimValue : undefined,
  );
  const nodes = graph.node.map((proto) => new OnnxNode(proto, opset));
  return {
    name: graph.name,
    opset,
    producer: `${producerName} ${producerVersion}`.trim(),
    input: { name, shape },
    output,
    dropped,
    nodes: usedNodes(nodes, new Set([name, ...initializers.keys()]), output),
    initializers,
  };
}

/** The tensors with the numbers that lie in files beside: PyTorch has written them so since 2.9. */
async function readBeside(
  tensors: readonly TensorProto[],
  file: SourceFile,
): Promise<readonly TensorProto[]> {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  const read: TensorProto[] = [];
  for (const proto of tensors) {
    const entryOf = (name: string) => proto.externalData.find(({ key }) => key === name)?.value;
    const location = proto.dataLocation === EXTERNAL ? entryOf('location') : undefined;
    if (location === undefined) {
      read.push(proto);
      continue;
    }
    const bytes = files.get(location) ?? (await file.readBeside(location));
    if (!files.has(location)) total += bytes.length;
    if (total > MAX_BYTES) {
      throw unsupported(`${file.path} has more than the ${MAX_BYTES} bytes of weights supported`);
    }
    files.set(location, bytes);
    const start = Number(entryOf('offset') ?? 0);
    const end = start + Number(entryOf('length') ?? bytes.length - start);
    read.push({ ...proto, rawData: bytes.subarray(start, end), dataLocation: 0, externalData: [] });
  }
  return read;
}

function decode(bytes: Uint8Array, path: string): ModelProto {
  try {
    const options = { longs: Number, defaults: true, arrays: true };
    return MODEL.toObject(MODEL.decode(bytes), options) as ModelProto;
  } catch (cause) {
    throw new ScriptError('bad-network', `${path} is not ONNX: ${reasonOf(cause)}`, { cause });
  }
}

function checkCounts({ node, initializer }: GraphProto, path: string): void {
  const most = BOUNDS.tensors;
  if (node.length > most || initializer.length > most) {
    throw unsupported(
      `${path} has ${node.length} nodes and ${initializer.length} tensors where ${most} of each are supported`,
    );
  }
  const elements = initializer.reduce(
    (sum, { dims, name }) => sum + at(`tensor ${name}`, () => checkSize(dims)),
    0,
  );
  if (elements > BOUNDS.weightElements) {
    throw unsupported(
      `${path} has ${elements} weights where up to ${BOUNDS.weightElements} are supported`,
    );
  }
}

function findOpset({ opsetImport }: ModelProto, path: string): number {
  const own = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (!own) {
    throw bad(`${path} does not name the operator set it uses; it is cut short or not ONNX`);
  }
  if (own.version < OPSETS.oldest || own.version > OPSETS.newest) {
    throw unsupported(
      `${path} uses operator set ${own.version}; ${OPSETS.oldest} to ${OPSETS.newest} are supported, so export it with another opset_version`,
    );
  }
  return own.version;
}

function onlyOne(values: readonly ValueInfoProto[], kind: string, path: string): ValueInfoProto {
  const [value, ...more] = values;
  if (value && more.length === 0) return value;
  const names = values.map(({ name }) => name).join(', ') || 'none';
  throw unsupported(
    `${path} has ${values.length} ${kind}s (${names.slice(0, 200)}) where a digit network has one`,
  );
}

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
    throw unsupported(
      `${path} has more than ${MAX_FIELDS} fields, far more than a digit network; is it the right file?`,
    );
  };
  const walk = (message: protobuf.Type, end: number): void => {
    const seen = new Map<string, number>();
    while (reader.pos < end) {
      count(1);
      const tag = reader.uint32();
      const field = message.fieldsById[tag >>> 3];
      if ((tag & 7) !== LENGTH_DELIMITED) {
        if (field?.repeated && field.type === 'bytes') {
          throw new Error('numbers of a tensor are not packed');
        }
        reader.skipType(tag & 7);
        continue;
      }
      const length = reader.uint32();
      const inner = field?.resolvedType instanceof protobuf.Type ? field.resolvedType : undefined;
      if (field && inner) {
        seen.set(field.name, (seen.get(field.name) ?? 0) + 1);
        place.push(`${field.name} ${seen.get(field.name)}`);
      }
      const innerEnd = reader.pos + length;
      if (innerEnd > end) {
        throw new Error(`${length} bytes are announced where ${end - reader.pos} are left`);
      }
      // Decoding takes these lists apart: each number is a byte at the least.
      if (field?.repeated && /^(int64|float)$/.test(field.type)) count(length);
      if (!inner) reader.skip(length);
      else walk(inner, innerEnd);
      if (reader.pos !== innerEnd) throw new Error('a field runs past the end of its message');
      if (inner) place.pop();
    }
  };
  try {
    walk(MODEL, bytes.length);
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
function usedNodes(
  nodes: readonly OnnxNode[],
  given: ReadonlySet<string>,
  output: string,
): readonly OnnxNode[] {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const value of node.outputs.filter((value) => value !== '')) {
      if (makers.has(value) || given.has(value)) {
        throw bad(`${node.where}: its result ${value} has a name that another value has`);
      }
      makers.set(value, node);
    }
  }
  const makersOf = (values: readonly string[], reader: string) =>
    values
      .filter((value) => value !== '' && !given.has(value))
      .map((value) => {
        const maker = makers.get(value);
        if (!maker) throw bad(`${reader} reads ${value}, which nothing computes`);
        return maker;
      });
  return sortNodes(
    makersOf([output], 'the output of the graph'),
    (node) => makersOf(node.inputs, node.where),
    ({ where }) => bad(`${where}: it depends on its own result`),
  );
}
