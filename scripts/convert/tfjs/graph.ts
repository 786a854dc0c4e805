import * as tf from '@tensorflow/tfjs';
import { fieldOf, isObject, type JsonObject } from '../../../src/graph/check.js';
import { BOUNDS } from '../../../src/graph/index.js';
import { sortNodes } from '../source-network.js';
import { bad, elementsOf, type Tensor, unsupported } from '../tensor.js';

/** A node of a TensorFlow graph (GraphDef as JSON). */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of the nodes it reads, control dependencies left out. */
  readonly inputs: readonly string[];
  /** As protobuf's JSON has them: integers as text, texts in base64. */
  readonly attributes: JsonObject;
}

/** @returns an error that names the node. */
export function refuse({ name, op }: GraphNode, problem: string): Error {
  return unsupported(`node ${name} (${op}): ${problem}.`);
}

/** @throws ScriptError `bad-network`, `unsupported-network` for a graph that is too large */
export function parseGraph({ node: list }: JsonObject): readonly GraphNode[] {
  const wrong = (what: string) => bad(`modelTopology.node: ${what}.`);
  if (!Array.isArray(list)) throw wrong('a list is needed');
  if (list.length > BOUNDS.tensors) {
    throw unsupported(`The graph has ${list.length} nodes, too many.`);
  }
  const names = new Set<string>();
  return list.map((value: unknown, index) => {
    const { name, op, input = [], attr = {} } = isObject(value) ? value : {};
    const isNode = typeof name === 'string' && typeof op === 'string' && isObject(attr);
    if (!isNode || !isTexts(input)) throw wrong(`entry ${index} is not {name, op, input, attr}`);
    if (names.has(name)) throw wrong(`two nodes are called ${name}`);
    names.add(name);
    // `conv/BiasAdd:0` is the first output of that node.
    const inputs = input.filter((one) => !one.startsWith('^')).map((one) => one.replace(/:0$/, ''));
    return { name, op, inputs, attributes: attr };
  });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/**
 * The nodes that the output depends on, each after those it reads. The output is what no other node
 * reads, or the one that has ten values by the model's signature.
 *
 * @throws ScriptError `bad-network`, `unsupported-network` for several outputs
 */
export function usedNodes(
  nodes: readonly GraphNode[],
  constants: ReadonlyMap<string, Tensor>,
  signature?: unknown,
): readonly GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const ends = nodes.filter(
    ({ name, op }) => !read.has(name) && !['Const', 'NoOp', 'Placeholder'].includes(op),
  );
  const ten = nodes.filter(({ name }) => namesOfTen(signature).has(name));
  const last = ten.length === 1 ? ten : ends;
  if (last.length !== 1) {
    const names = ends.slice(0, 5).map(({ name }) => name);
    throw unsupported(
      `The graph has ${ends.length} outputs (${names.join(', ')}) where one is needed, or a signature that says which of them has ten values.`,
    );
  }
  const inputsOf = ({ inputs }: GraphNode) =>
    inputs
      .filter((name) => !constants.has(name))
      .map((name) => {
        const node = byName.get(name);
        if (node) return node;
        throw bad(`The graph reads from ${name}, and there is no such node.`);
      });
  return sortNodes(last, inputsOf, (node) => refuse(node, 'it depends on its own output'));
}

/** Outputs of a signature whose last axis is 10. */
function namesOfTen(signature: unknown): ReadonlySet<string> {
  const outputs = fieldOf(signature, 'outputs');
  const names = Object.values(isObject(outputs) ? outputs : {}).flatMap((output) => {
    const sizes = fieldOf(fieldOf(output, 'tensorShape'), 'dim');
    const name = fieldOf(output, 'name');
    const size: unknown = Array.isArray(sizes) ? fieldOf(sizes.at(-1), 'size') : undefined;
    return typeof name === 'string' && Number(size) === 10 ? [name.split(':')[0]!] : [];
  });
  return new Set(names);
}

/** @returns `fallback` where the attribute is absent. */
export function textOf({ attributes }: GraphNode, key: string, fallback: string): string {
  const text = fieldOf(fieldOf(attributes, key), 's');
  return text === undefined ? fallback : decode(text);
}

export function textsOf(node: GraphNode, key: string): string[] {
  return listOf(node, key, 's').map(decode);
}

/** @throws ScriptError `bad-network` */
export function integersOf(
  node: GraphNode,
  key: string,
  fallback: readonly number[],
): readonly number[] {
  const numbers = listOf(node, key, 'i').map(Number);
  if (numbers.every(Number.isSafeInteger)) return numbers.length === 0 ? fallback : numbers;
  throw bad(`node ${node.name} (${node.op}): ${key} is not a list of whole numbers.`);
}

export function flagOf({ attributes }: GraphNode, key: string): boolean {
  return fieldOf(fieldOf(attributes, key), 'b') === true;
}

/** Sizes of a placeholder, null for those that are open; undefined where the rank is. */
export function shapeOf({ attributes }: GraphNode): (number | null)[] | undefined {
  const sizes = fieldOf(fieldOf(fieldOf(attributes, 'shape'), 'shape'), 'dim');
  if (!Array.isArray(sizes)) return undefined;
  return sizes.map((dim: unknown) => {
    const size = Number(fieldOf(dim, 'size') ?? NaN);
    return size >= 0 ? size : null;
  });
}

function listOf({ attributes }: GraphNode, key: string, kind: string): unknown[] {
  const values = fieldOf(fieldOf(fieldOf(attributes, key), 'list'), kind);
  return Array.isArray(values) ? (values as unknown[]) : [];
}

function decode(text: unknown): string {
  return Buffer.from(String(text), 'base64').toString('latin1');
}

const BYTES = new Map<unknown, number>([
  ['float32', 4],
  ['int32', 4],
  ['float16', 2],
  ['uint16', 2],
  ['uint8', 1],
  ['bool', 1],
]);

type Entry = tf.io.WeightsManifestEntry;

/** Names and shard paths of a graph-model's constants. @throws ScriptError `bad-network` */
export function parseConstants(manifest: unknown): { paths: string[]; entries: Entry[] } {
  const groups = Array.isArray(manifest) ? (manifest as unknown[]) : [];
  const [paths, entries] = ['paths', 'weights'].map((key) =>
    groups.flatMap((group) => fieldOf(group, key) ?? []),
  );
  if (isTexts(paths) && entries!.every(isEntry)) return { paths, entries: entries as Entry[] };
  throw bad('weightsManifest is not a list of {paths, weights}.');
}

function isEntry(value: unknown): boolean {
  const shape = fieldOf(value, 'shape');
  return (
    typeof fieldOf(value, 'name') === 'string' &&
    Array.isArray(shape) &&
    shape.every((size) => Number.isInteger(size) && (size as number) >= 0) &&
    BYTES.has(typeOf(value)) &&
    elementsOf(shape as number[]) <= BOUNDS.weightElements
  );
}

function typeOf(entry: unknown): unknown {
  return fieldOf(fieldOf(entry, 'quantization') ?? entry, 'dtype');
}

/**
 * Cuts and decodes the shards.
 *
 * @throws ScriptError `bad-network` where there are too few bytes or too many
 */
export function decodeConstants(
  { paths, entries }: ReturnType<typeof parseConstants>,
  { buffer, length }: Uint8Array<ArrayBuffer>,
): ReadonlyMap<string, Tensor> {
  const needed = entries.reduce(
    (sum, entry) => sum + elementsOf(entry.shape) * BYTES.get(typeOf(entry))!,
    0,
  );
  if (needed !== length) {
    throw bad(`${paths.join(', ')}: ${length} bytes where weightsManifest needs ${needed}.`);
  }
  return new Map(
    Object.entries(tf.io.decodeWeights(buffer, entries)).map(([name, tensor]) => {
      const constant = { shape: tensor.shape, values: Float64Array.from(tensor.dataSync()) };
      tensor.dispose();
      return [name, constant];
    }),
  );
}
