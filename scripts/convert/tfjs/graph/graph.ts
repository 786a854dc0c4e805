import { BOUNDS } from '../../../../src/graph/index.js';
import { ScriptError } from '../../../lib/script-error.js';
import { isJson, type Json } from '../model-json.js';
import { Attributes } from './attributes.js';

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
export function nodeName(reference: string): string {
  return reference.replace(/:0$/, '');
}

/** @throws ScriptError `bad-network` */
export function nodeOf(graph: Graph, name: string): GraphNode {
  const node = graph.get(name);
  if (node) return node;
  throw new ScriptError('bad-network', `The graph reads from ${name}, and there is no such node.`);
}
