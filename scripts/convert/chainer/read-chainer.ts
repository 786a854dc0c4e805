import { ScriptError } from '../../lib/script-error.js';
import { finishNetwork } from '../layers/finish-network.js';
import { readGraph } from '../layers/read-graph.js';
import type { SourceLayer } from '../layers/source-layer.js';
import type { Reader } from '../source-network.js';
import { listArrays, takeLink } from './chainer-weights.js';
import { readNpz } from './npz.js';
import { builtInNames, readTopology, type TopologyLayer } from './topology.js';

export interface ChainerOptions {
  /** The text of a topology file, or the name of a built-in network; see `readTopology`. */
  readonly topology?: string | undefined;
}

/**
 * Reads the weights that `chainer.serializers.save_npz` wrote of a network or of a whole trainer, and
 * puts them into the layers that the topology names.
 */
export const readChainer: Reader<ChainerOptions> = async ({ path, bytes }, { topology }) => {
  const { arrays, hadTrainer } = readNpz(bytes, path);
  if (topology === undefined) {
    throw new ScriptError(
      'bad-network',
      `${path} holds arrays and no layers, for Chainer keeps those in the program: ${listArrays(arrays)}. Give its layers as a topology: a JSON file, or ${builtInNames()}.`,
    );
  }
  const entries = readTopology(topology);
  const layers = entries.map((entry, index) => toKeras(entry, index));
  const graph = readGraph({ class_name: 'Sequential', config: { layers } }, '2');
  const links = new Map(layers.map(({ config }, i) => [config.name, entries[i]?.link]));
  const tensors = new Map(
    graph.layers.map((layer: SourceLayer) => {
      return [layer.path, takeLink(arrays, links.get(layer.path), layer)] as const;
    }),
  );
  const isSoftmax = endsInSoftmax(entries);
  const notes = [`Layers from the topology; they give ${isSoftmax ? 'probabilities' : 'logits'}.`];
  if (hadTrainer) notes.push('Dropped the state of the trainer and of its optimizer.');
  const format = 'Chainer, NPZ';
  return finishNetwork(
    { ...graph, tensors },
    { path, format, notes, output: isSoftmax ? 'probabilities' : 'logits' },
  );
};

function endsInSoftmax(entries: readonly TopologyLayer[]): boolean {
  const last = entries.at(-1);
  return last?.className === 'Softmax' || last?.config['activation'] === 'softmax';
}

function toKeras({ className, config, link }: TopologyLayer, index: number) {
  const own = link?.replace(/^predictor\//, '').replaceAll('/', '_');
  return {
    class_name: className,
    config: {
      name: own ?? `${className.toLowerCase()}_${index + 1}`,
      ...config,
      ...(IMAGE_CLASSES.test(className) ? { data_format: 'channels_first' } : {}),
      ...(className === 'BatchNormalization' ? { axis: 1 } : {}),
      ...(index === 0 ? { batch_input_shape: inputShape(className) } : {}),
    },
  };
}

/** A linear link takes the image as a vector, as Chainer's own MNIST data set gives it. */
function inputShape(firstClass: string): readonly (number | null)[] {
  return firstClass === 'Dense' ? [null, 784] : [null, 1, 28, 28];
}

/** Flatten is not among them: Keras's would move the channels, Chainer's leaves them. */
const IMAGE_CLASSES = /Conv2D$|Pooling2D$|^ZeroPadding2D$/;
