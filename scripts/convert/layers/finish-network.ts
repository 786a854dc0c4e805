import { parse } from 'node:path';
import { buildPlan, DescriptorError, parseDescriptor } from '../../../src/graph/index.js';
import { evaluateGraph } from '../evaluate/evaluate-graph.js';
import type { SourceNetwork } from '../source-network.js';
import { asSourceErrors } from './failures.js';
import { showLayer, type SourceGraph } from './source-layer.js';
import { isTurned, turnGraph } from './turn-graph.js';
import { writeTopology, type LayersModel } from './write-topology.js';

interface Facts {
  /** Of the file; a network without a name is called after it. */
  readonly path: string;
  readonly format: string;
  readonly notes: readonly string[];
  readonly output?: 'probabilities' | 'logits';
}

/** What another library answers; undefined where it does not take the network. */
export type OtherEvaluator = (images: Float32Array) => Promise<Float32Array | undefined>;

/**
 * Turns a graph as its file has it to what the converter takes, and has the loader check it.
 *
 * @param evaluateOtherwise goes before the evaluation of the graph by its definitions.
 * @throws ScriptError `unsupported-network`, `bad-network`
 */
export function finishNetwork(
  graph: SourceGraph,
  { path, notes, ...facts }: Facts,
  evaluateOtherwise?: OtherEvaluator,
): SourceNetwork {
  const turned = turnGraph(graph);
  const model = writeTopology(turned);
  checkModel(model, turned);
  return {
    ...facts,
    ...model,
    name: graph.name || parse(path).name,
    notes: isTurned(graph)
      ? [...notes, 'Channels first: kernels and dense layers re-ordered to channels last.']
      : notes,
    evaluate: async (images) => (await evaluateOtherwise?.(images)) ?? evaluateGraph(graph, images),
  };
}

function checkModel({ topology, weights }: LayersModel, graph: SourceGraph): void {
  asSourceErrors(() => {
    const descriptor = parseDescriptor({ modelTopology: topology, weightsManifest: [] });
    const tensors = new Map(weights.map(({ name, ...tensor }) => [name, tensor]));
    try {
      buildPlan(descriptor, tensors);
    } catch (error) {
      if (!(error instanceof DescriptorError) || error.code !== 'output-shape') throw error;
      const last = graph.layers.find(({ id }) => id === graph.output);
      const where = last ? `${showLayer(last)}: ` : '';
      throw new DescriptorError(error.code, where + error.message);
    }
  });
}
