import { parse } from 'node:path';
import { functionalModel, namedTensors, type Reference } from '../model.js';
import { imageByImage, type SourceNetwork } from '../source-network.js';
import { elementsOf } from '../tensor.js';
import { evaluateGraph } from './evaluate.js';
import { shortName, type SourceGraph, type SourceLayer } from './graph.js';
import { isTurned, turnGraph } from './turn.js';

interface Facts {
  /** Of the file; a network without a name is called after it. */
  readonly path: string;
  readonly format: string;
  readonly notes: readonly string[];
  readonly output?: 'probabilities' | 'logits';
  /** `{class_name, config}` as a file of Keras has it. */
  readonly model?: unknown;
}

/**
 * Turns a graph as its file has it to what the converter takes.
 *
 * @throws ScriptError `unsupported-network` where it cannot be turned to channels last
 */
export function finishNetwork(
  graph: SourceGraph,
  { path, model, notes, ...facts }: Facts,
): SourceNetwork {
  const shape = [graph.layers[0]?.config['batch_input_shape']].flat().slice(1) as number[];
  const evaluate = imageByImage((image) => evaluateGraph(graph, image), elementsOf(shape));
  return {
    ...facts,
    ...writeTopology(turnGraph(graph)),
    name: graph.name || parse(path).name,
    notes: isTurned(graph)
      ? [...notes, 'Channels first: kernels and dense layers re-ordered to channels last.']
      : notes,
    async evaluate(images) {
      if (model === undefined) return evaluate(images);
      const { evaluateOriginal } = await import('./original.js');
      return (await evaluateOriginal(model, graph, images)) ?? evaluate(images);
    },
  };
}

/**
 * Writes a graph in the form of Keras 2: Sequential where each layer reads the one before it,
 * Functional otherwise.
 *
 * @param graph channels last, kernels [h, w, in, out]
 */
function writeTopology(graph: SourceGraph): Pick<SourceNetwork, 'topology' | 'weights'> {
  const { layers, tensors, kerasMajor } = graph;
  const names = nameLayers(layers);
  const named = layers.map((layer) => ({ ...layer, name: names.get(layer.path)! }));
  const isChain = layers.every(({ id, path, inputs }, index) => {
    return id === path && inputs.length <= 1 && inputs[0] === layers[index - 1]?.id;
  });
  const model = isChain ? writeSequential(graph.name, named) : writeFunctional(graph, named);
  // Only the functions of Keras 3 that differ depend on it, and Keras 2 is what TensorFlow.js writes.
  const version = kerasMajor >= 3 ? { keras_version: `${kerasMajor}.0.0` } : {};
  return {
    topology: { ...model, ...version },
    weights: [...tensors].flatMap(([path, own]) => namedTensors(names.get(path)!, own)),
  };
}

interface NamedLayer extends SourceLayer {
  readonly name: string;
}

function writeSequential(name: string, [input, ...others]: readonly NamedLayer[]) {
  const shape = { batch_input_shape: input?.config['batch_input_shape'] };
  const layers = others.map(({ className, name, config }, index) => ({
    class_name: className,
    config: { ...config, name, ...(index === 0 ? shape : {}) },
  }));
  return { class_name: 'Sequential', config: { name: name || 'sequential', layers } };
}

function writeFunctional({ name, output }: SourceGraph, layers: readonly NamedLayer[]) {
  const references = new Map<string, Reference>();
  const entries = new Map<string, NamedLayer & { readonly calls: Reference[][] }>();
  for (const layer of layers) {
    const { path, name, config, inputs, className } = layer;
    const entry = entries.get(path) ?? { ...layer, config: { ...config, name }, calls: [] };
    entries.set(path, entry);
    references.set(layer.id, [name, entry.calls.length]);
    if (className !== 'InputLayer') entry.calls.push(inputs.map((input) => references.get(input)!));
  }
  return functionalModel(name || 'functional', [...entries.values()], references.get(output)!);
}

/** Without the models around them where that leaves them unique. */
function nameLayers(layers: readonly SourceLayer[]): ReadonlyMap<string, string> {
  const paths = [...new Set(layers.map(({ path }) => path))];
  return new Map(
    paths.map((path) => {
      const isUnique = paths.filter((other) => shortName(other) === shortName(path)).length === 1;
      return [path, isUnique ? shortName(path) : path.replaceAll('/', '_')];
    }),
  );
}
