import { BOUNDS } from '../../../../src/graph/index.js';
import { reasonOf } from '../../../lib/reason.js';
import { ScriptError } from '../../../lib/script-error.js';
import type { SourceFile } from '../../source-network.js';
import type { OnnxGraph, OnnxInput } from '../graph.js';
import { OnnxNode } from '../node.js';
import { checkSize } from '../tensor.js';
import { readTensor } from './read-tensor.js';
import { scan } from './scan.js';
import { MODEL, type GraphProto, type ModelProto, type ValueInfoProto } from './schema.js';
import { sortNodes } from './sort-nodes.js';

/** As float64, with as much again for everything that is not a weight. */
const MOST_BYTES = 2 * 8 * BOUNDS.weightElements;

const OPSETS = { oldest: 7, newest: 21 };

/**
 * Reads an `.onnx` file (https://onnx.ai/onnx/repo-docs/IR.html).
 *
 * @throws ScriptError `bad-network` for a file that is cut short, corrupt or senseless,
 *   `unsupported-network` for several inputs or outputs, other operator sets, external data
 */
export function readGraph({ path, bytes }: SourceFile): OnnxGraph {
  if (bytes.length > MOST_BYTES) {
    throw new ScriptError(
      'unsupported-network',
      `${path} has ${bytes.length} bytes where up to ${MOST_BYTES} are supported`,
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
