import { parse } from 'node:path';
import { buildPlan, DescriptorError, parseDescriptor } from '../../../src/graph/index.js';
import { evaluateGraph } from '../evaluate-graph.js';
import type { Hdf5Array } from '../keras-hdf5.js';
import type { SourceNetwork, SourceWeight } from '../source-network.js';
import {
  asSourceErrors,
  isChannelsFirst,
  type JsonObject,
  type KernelLayout,
  showLayer,
  type SourceGraph,
  type SourceLayer,
  type SourceTensor,
} from './source-layer.js';
import { isTurned, turnGraph } from './to-channels-last.js';

/** A network in the form of a TensorFlow.js layers-model. */
interface LayersModel {
  readonly topology: JsonObject;
  readonly weights: readonly SourceWeight[];
}

/**
 * Writes a graph in the form of Keras 2: Sequential where each layer reads the one before it,
 * Functional otherwise.
 *
 * @param graph channels last, kernels [h, w, in, out]
 */
function writeTopology(graph: SourceGraph): LayersModel {
  const names = nameLayers(graph.layers);
  const nameOf = (path: string) => names.get(path) ?? path;
  const isChain = graph.layers.every(({ id, path, inputs }, index) => {
    const previous = graph.layers[index - 1];
    return id === path && inputs.length <= 1 && inputs[0] === previous?.id;
  });
  const model = isChain ? writeSequential(graph, nameOf) : writeFunctional(graph, nameOf);
  // Only the functions of Keras 3 that differ depend on it, and Keras 2 is what TensorFlow.js writes.
  const version = graph.kerasMajor >= 3 ? { keras_version: `${graph.kerasMajor}.0.0` } : {};
  const weights = [...graph.tensors].flatMap(([path, tensors]) =>
    [...tensors].map(([parameter, { shape, values }]) => ({
      name: `${nameOf(path)}/${parameter}`,
      shape,
      values: Float32Array.from(values),
    })),
  );
  return { topology: { ...model, ...version }, weights };
}

type NameOf = (path: string) => string;

function writeSequential({ name, layers }: SourceGraph, nameOf: NameOf): JsonObject {
  const [input, ...others] = layers;
  const shape = input?.config['batch_input_shape'];
  const entries = others.map(({ className, path, config }, index) => ({
    class_name: className,
    config: {
      ...config,
      name: nameOf(path),
      ...(index === 0 ? { batch_input_shape: shape } : {}),
    },
  }));
  return { class_name: 'Sequential', config: { name: name || 'sequential', layers: entries } };
}

interface LayerEntry {
  readonly head: JsonObject;
  readonly calls: unknown[];
}

function writeFunctional({ name, layers, output }: SourceGraph, nameOf: NameOf): JsonObject {
  const references = new Map<string, readonly unknown[]>();
  const entries = new Map<string, LayerEntry>();
  for (const { id, path, className, config, inputs } of layers) {
    const own = nameOf(path);
    const head = { class_name: className, name: own, config: { ...config, name: own } };
    const entry: LayerEntry = entries.get(path) ?? { head, calls: [] };
    entries.set(path, entry);
    references.set(id, [own, entry.calls.length, 0]);
    entry.calls.push(inputs.map((input) => [...(references.get(input) ?? []), {}]));
  }
  const input = layers.find(({ inputs }) => inputs.length === 0);
  return {
    class_name: 'Functional',
    config: {
      name: name || 'functional',
      layers: [...entries.values()].map(({ head, calls }) => ({
        ...head,
        inbound_nodes: head['class_name'] === 'InputLayer' ? [] : calls,
      })),
      input_layers: [references.get(input?.id ?? '')],
      output_layers: [references.get(output)],
    },
  };
}

/** Without the models around them where that leaves them unique. */
function nameLayers(layers: readonly SourceLayer[]): ReadonlyMap<string, string> {
  const paths = [...new Set(layers.map(({ path }) => path))];
  const shortOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  return new Map(
    paths.map((path) => {
      const isUnique = paths.filter((other) => shortOf(other) === shortOf(path)).length === 1;
      return [path, isUnique ? shortOf(path) : path.replaceAll('/', '_')];
    }),
  );
}

interface Facts {
  /** Of the file; a network without a name is called after it. */
  readonly path: string;
  readonly format: string;
  readonly notes: readonly string[];
  readonly output?: 'probabilities' | 'logits';
}

/** What another library answers; undefined where it does not take the network. */
type OtherEvaluator = (images: Float32Array) => Promise<Float32Array | undefined>;

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

/** What wrote a file, as far as the layout of its kernels depends on it. */
export interface KerasWriter {
  readonly version: string;
  /** `tensorflow`, `theano`…; empty where the file does not say. */
  readonly backend: string;
}

/**
 * Says how a weight of a Keras file is laid out, by the rules of Keras's own conversion
 * (`preprocess_weights_for_loading`): Keras 1 kept the kernels of channels-first layers as
 * [out, in, h, w]; Theano convolves where the others correlate, so its kernels are turned by 180°.
 */
export function layOut(
  array: Hdf5Array,
  layer: SourceLayer,
  parameter: string,
  { version, backend }: KerasWriter,
): SourceTensor {
  const isMatrix = layer.className === 'Dense' && parameter === 'kernel';
  const isKernel = !isMatrix && parameter.endsWith('kernel');
  const isKeras1 = parseInt(version, 10) === 1;
  let layout: KernelLayout = isMatrix ? 'IO' : 'vector';
  if (isKernel) layout = isKeras1 && isChannelsFirst(layer) ? 'OIHW' : 'HWIO';
  const flipped = backend === 'theano' && layer.className === 'Conv2D' && isKernel;
  return { ...array, layout, flipped };
}
