import type { SourceWeight } from '../source-network.js';
import type { JsonObject } from './json.js';
import type { SourceGraph, SourceLayer } from './source-layer.js';

/** A network in the form of a TensorFlow.js layers-model. */
export interface LayersModel {
  readonly topology: JsonObject;
  readonly weights: readonly SourceWeight[];
}

/**
 * Writes a graph in the form of Keras 2: Sequential where each layer reads the one before it,
 * Functional otherwise.
 *
 * @param graph channels last, kernels [h, w, in, out]
 */
export function writeTopology(graph: SourceGraph): LayersModel {
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
