import * as tf from '@tensorflow/tfjs';
import { BOUNDS } from '../../../src/graph/index.js';
import { ScriptError } from '../../lib/cli.js';
import { isJson, type Json } from './model-json.js';

/** A node of a TensorFlow graph (GraphDef as JSON). */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of the nodes it reads, control dependencies left out. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

export type Graph = ReadonlyMap<string, GraphNode>;

/** @throws ScriptError `bad-network`, `unsupported-network` for a graph that is too large */
export function parseGraph({ node: list }: Json): Graph {
  const bad = (what: string) => new ScriptError('bad-network', `modelTopology.node: ${what}.`);
  if (!Array.isArray(list)) throw bad('a list is needed');
  if (list.length > BOUNDS.tensors) {
    throw new ScriptError('unsupported-network', `The graph has ${list.length} nodes, too many.`);
  }
  const graph = new Map<string, GraphNode>();
  list.forEach((value: unknown, index) => {
    const { name, op, input = [], attr = {} } = isJson(value) ? value : {};
    const isNode = typeof name === 'string' && typeof op === 'string' && isJson(attr);
    if (!isNode || !Array.isArray(input) || !input.every((one) => typeof one === 'string')) {
      throw bad(`entry ${index} is not {name, op, input, attr}`);
    }
    if (graph.has(name)) throw bad(`two nodes are called ${name}`);
    const inputs = input.filter((one) => !one.startsWith('^')).map(nodeName);
    graph.set(name, { name, op, inputs, attributes: new Attributes(`node ${name} (${op})`, attr) });
  });
  return graph;
}

/** `conv/BiasAdd` of `conv/BiasAdd:0`, the first output of that node. */
function nodeName(reference: string): string {
  return reference.replace(/:0$/, '');
}

/** @throws ScriptError `bad-network` */
export function nodeOf(graph: Graph, name: string): GraphNode {
  const node = graph.get(name);
  if (node) return node;
  throw new ScriptError('bad-network', `The graph reads from ${name}, and there is no such node.`);
}

/** Attributes of a node as protobuf's JSON has them: integers as text, texts in base64. */
class Attributes {
  readonly #where: string;
  readonly #values: Json;

  constructor(where: string, values: Json) {
    this.#where = where;
    this.#values = values;
  }

  /** @returns `fallback` where the attribute is absent. */
  text(key: string, fallback: string): string {
    const { s } = this.#field(key);
    return s === undefined ? fallback : decode(s);
  }

  texts(key: string): string[] {
    return this.#list(key, 's').map(decode);
  }

  /** @throws ScriptError `bad-network` */
  integers(key: string, fallback: readonly number[]): readonly number[] {
    const numbers = this.#list(key, 'i').map(Number);
    if (numbers.some((number) => !Number.isSafeInteger(number))) {
      throw new ScriptError(
        'bad-network',
        `${this.#where}: ${key} is not a list of whole numbers.`,
      );
    }
    return numbers.length === 0 ? fallback : numbers;
  }

  number(key: string, fallback: number): number {
    const { f } = this.#field(key);
    return typeof f === 'number' ? f : fallback;
  }

  flag(key: string): boolean {
    return this.#field(key)['b'] === true;
  }

  /** Sizes of a shape, null for those that are open; undefined where the rank is. */
  shape(key: string): (number | null)[] | undefined {
    const { shape } = this.#field(key);
    const dims = isJson(shape) ? shape['dim'] : undefined;
    if (!Array.isArray(dims)) return undefined;
    return dims.map((dim: unknown) => {
      const size = Number(isJson(dim) ? dim['size'] : NaN);
      return size >= 0 ? size : null;
    });
  }

  #field(key: string): Json {
    const value = Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
    return isJson(value) ? value : {};
  }

  #list(key: string, kind: string): unknown[] {
    const { list } = this.#field(key);
    const values = isJson(list) ? list[kind] : undefined;
    return Array.isArray(values) ? (values as unknown[]) : [];
  }
}

function decode(text: unknown): string {
  return Buffer.from(String(text), 'base64').toString('latin1');
}

export interface Constant {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

type Entry = tf.io.WeightsManifestEntry;

/** Names and shard paths of a graph-model's constants. @throws ScriptError `bad-network` */
export function parseConstants(manifest: unknown): { paths: string[]; entries: Entry[] } {
  const groups = Array.isArray(manifest) ? (manifest as unknown[]) : [];
  const all = (key: string) =>
    groups.flatMap((group) => (isJson(group) && Array.isArray(group[key]) ? group[key] : []));
  const paths = all('paths') as string[];
  const entries = all('weights') as unknown[];
  if (!paths.every((path) => typeof path === 'string') || !entries.every(isEntry)) {
    throw new ScriptError('bad-network', 'weightsManifest is not a list of {paths, weights}.');
  }
  return { paths, entries };
}

/**
 * Cuts and decodes the shards.
 *
 * @throws ScriptError `bad-network` where there are too few bytes or too many
 */
export function decodeConstants(
  { paths, entries }: ReturnType<typeof parseConstants>,
  bytes: Uint8Array<ArrayBuffer>,
): ReadonlyMap<string, Constant> {
  const needed = entries.reduce((sum, entry) => sum + elements(entry) * width(entry), 0);
  if (needed !== bytes.length) {
    throw new ScriptError(
      'bad-network',
      `${paths.join(', ')}: ${bytes.length} bytes where weightsManifest needs ${needed}.`,
    );
  }
  const tensors = tf.io.decodeWeights(bytes.buffer, entries);
  return new Map(
    Object.entries(tensors).map(([name, tensor]) => {
      const constant = { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
      tensor.dispose();
      return [name, constant];
    }),
  );
}

function isEntry(value: unknown): value is Entry {
  if (!isJson(value) || typeof value['name'] !== 'string') return false;
  const { shape, quantization } = value;
  const sizes = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0);
  const type = (isJson(quantization) ? quantization : value)['dtype'];
  return (
    sizes &&
    typeof type === 'string' &&
    type in BYTES &&
    elements({ shape }) <= BOUNDS.weightElements
  );
}

function elements({ shape }: Json | Entry): number {
  return (shape as readonly number[]).reduce((product, size) => product * size, 1);
}

function width({ dtype, quantization }: Entry): number {
  return BYTES[quantization?.dtype ?? dtype]!;
}
