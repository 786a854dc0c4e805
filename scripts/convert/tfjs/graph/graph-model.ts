import { ScriptError } from '../../../lib/script-error.js';
import type { SourceFile, SourceNetwork } from '../../source-network.js';
import { evaluateGraphModel } from '../evaluate.js';
import { describeFormat, type Json } from '../model-json.js';
import { readGroup } from '../weights.js';
import { decodeConstants, parseConstants, type Constant } from './constants.js';
import { nodeOf, parseGraph, type Graph } from './graph.js';
import { LayerBuilder, refuse } from './layer-builder.js';
import { OPERATIONS } from './operations.js';

/**
 * Reads a graph-model, a TensorFlow graph, where each of its operations is a layer.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`, `data-missing`
 */
export async function readGraphModel(file: SourceFile, json: Json): Promise<SourceNetwork> {
  const graph = parseGraph(json['modelTopology'] as Json);
  const manifest = parseConstants(json['weightsManifest']);
  const bytes = await readGroup(file, manifest.paths);
  const constants = decodeConstants(manifest, bytes);
  const builder = new LayerBuilder();
  const output = buildLayers(graph, constants, builder);
  const operations = [...graph.values()].filter(({ op }) => op !== 'Const').length;
  return {
    format: describeFormat('graph-model', json),
    name: '',
    topology: builder.model(output),
    weights: builder.weights,
    notes: [`${operations} operations of the graph became ${builder.layers.length} layers`],
    evaluate: (images) => evaluateGraphModel(json, bytes, images),
  };
}

/** Turns the nodes into layers, each after those it reads. @returns the last one's name. */
function buildLayers(
  graph: Graph,
  constants: ReadonlyMap<string, Constant>,
  builder: LayerBuilder,
): string {
  const results = new Map<string, string | Constant>();
  const open = new Set<string>();
  const resultOf = (name: string): string | Constant => {
    const known = results.get(name) ?? constants.get(name);
    if (known !== undefined) return known;
    const node = nodeOf(graph, name);
    if (open.has(name)) throw refuse(node, 'it depends on its own output');
    const mapping = OPERATIONS.get(node.op);
    if (!mapping) {
      const supported = ['Const', ...OPERATIONS.keys()].sort().join(', ');
      throw refuse(node, `this operation is not supported; supported are ${supported}`);
    }
    open.add(name);
    const inputs = node.inputs.map(resultOf);
    const [only] = inputs;
    const result =
      typeof only === 'object' && node.op === 'Identity'
        ? only
        : mapping({ node, inputs, builder });
    results.set(name, result);
    return result;
  };
  const result = resultOf(outputName(graph));
  if (typeof result === 'string') return result;
  throw new ScriptError('bad-network', 'The output of the graph is a constant.');
}

/** The node that no other reads. */
function outputName(graph: Graph): string {
  const read = new Set([...graph.values()].flatMap(({ inputs }) => inputs));
  const last = [...graph.values()].filter(
    ({ name, op }) => !read.has(name) && !['Const', 'NoOp', 'Placeholder'].includes(op),
  );
  const [only] = last;
  if (only && last.length === 1) return only.name;
  throw new ScriptError(
    'unsupported-network',
    `The graph has ${last.length} outputs (${last
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ')}) where one is needed.`,
  );
}
