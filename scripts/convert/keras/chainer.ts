import { isObject, type JsonObject } from '../../../src/graph/check.js';
import { BOUNDS } from '../../../src/graph/index.js';
import { ScriptError } from '../../lib/cli.js';
import { type Reader, unpackZip } from '../source-network.js';
import {
  bad,
  bytesOf,
  decodeNumbers,
  elementsOf,
  type NumberType,
  type Tensor,
  transpose,
  unsupported,
} from '../tensor.js';
import { finishNetwork } from './finish.js';
import {
  type LayerTensors,
  parametersOf,
  parseJson,
  readGraph,
  showLayer,
  type SourceLayer,
} from './graph.js';

/**
 * Reads the weights that `chainer.serializers.save_npz` wrote of a network or of a whole trainer, and
 * puts them into the layers that the topology names.
 */
export const read: Reader = async ({ path, bytes }, { topology }) => {
  const { arrays, hadTrainer } = readNpz(bytes, path);
  if (topology === undefined) {
    throw bad(
      `${path} holds arrays and no layers, for Chainer keeps those in the program: ${listArrays(arrays)}. Give its layers as a topology: a JSON file, or ${BUILT_IN_NAMES}.`,
    );
  }
  const entries = readTopology(topology);
  const layers = entries.map(toKeras);
  const graph = readGraph(path, { class_name: 'Sequential', config: { layers } }, '2');
  const links = new Map(layers.map(({ config }, i) => [config.name, entries[i]?.link]));
  const tensors = new Map(
    graph.layers.map((layer) => [layer.path, takeLink(arrays, links.get(layer.path), layer)]),
  );
  const last = entries.at(-1);
  const isSoftmax = last?.className === 'Softmax' || last?.config['activation'] === 'softmax';
  const output = isSoftmax ? 'probabilities' : 'logits';
  const notes = [`Layers from the topology; they give ${output}.`];
  if (hadTrainer) notes.push('Dropped the state of the trainer and of its optimizer.');
  return finishNetwork({ ...graph, tensors }, { path, format: 'Chainer, NPZ', notes, output });
};

function toKeras({ className, config, link }: TopologyLayer, index: number) {
  const own = link?.replace(/^predictor\//, '').replaceAll('/', '_');
  // A linear link takes the image as a vector, as Chainer's own MNIST data set gives it.
  const shape = className === 'Dense' ? [null, 784] : [null, 1, 28, 28];
  return {
    class_name: className,
    config: {
      name: own ?? `${className.toLowerCase()}_${index + 1}`,
      ...config,
      ...(IMAGE_CLASSES.test(className) ? { data_format: 'channels_first' } : {}),
      ...(className === 'BatchNormalization' ? { axis: 1 } : {}),
      ...(index === 0 ? { batch_input_shape: shape } : {}),
    },
  };
}

/** Flatten is not among them: Keras's would move the channels, Chainer's leaves them. */
const IMAGE_CLASSES = /Conv2D$|Pooling2D$|^ZeroPadding2D$/;

/** In front of the arrays of the network, where a whole trainer was saved. */
const TRAINER = /^updater\/model:main\//;

/** By the names of links and parameters: `predictor/conv1/W`. */
type Arrays = ReadonlyMap<string, Tensor>;

/** A zip archive of `.npy` files, whose names are those of the links. */
function readNpz(bytes: Uint8Array, path: string): { arrays: Arrays; hadTrainer: boolean } {
  const files = [...unpackZip(bytes, path, (name) => name.endsWith('.npy'))];
  const hadTrainer = files.some(([file]) => TRAINER.test(file));
  const arrays = new Map<string, Tensor>();
  for (const [file, content] of files) {
    if (hadTrainer && !TRAINER.test(file)) continue;
    const name = file.replace(TRAINER, '').replace(/\.npy$/, '');
    arrays.set(name.replace(/^\//, ''), readNpy(content, `${path}, ${name}`));
  }
  if (arrays.size === 0) throw bad(`${path} has no arrays in it.`);
  return { arrays, hadTrainer };
}

const TYPES: readonly string[] = ['f2', 'f4', 'f8', 'i1', 'i4', 'i8'] satisfies NumberType[];

/**
 * Reads a `.npy` file of numbers, versions 1 to 3 of
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param where for messages
 * @throws ScriptError `bad-network`
 */
function readNpy(content: Uint8Array, where: string): Tensor {
  const file = Buffer.from(content.buffer, content.byteOffset, content.length);
  if (file.length < 12 || file.toString('latin1', 0, 6) !== '\x93NUMPY') {
    throw bad(`${where} is no array of NumPy: it does not start with its mark.`);
  }
  const start = file[6] === 1 ? 10 + file.readUInt16LE(8) : 12 + file.readUInt32LE(8);
  if (start > file.length) throw bad(`${where} breaks off in its header.`);
  const header = file.toString('latin1', 10, start);
  const [, endian, type = ''] = /'descr':\s*'(.)([^']*)'/.exec(header) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  if (fortran === undefined || sizes === undefined || !TYPES.includes(type)) {
    throw bad(
      `${where} is an array of type ${endian ? endian + type : 'unknown'} where ${TYPES.join(', ')} are supported.`,
    );
  }
  const shape = sizes.match(/\d+/g)?.map(Number) ?? [];
  const elements = elementsOf(shape);
  if (elements > BOUNDS.weightElements) {
    throw bad(`${where} has ${elements} numbers where ${BOUNDS.weightElements} are allowed.`);
  }
  const needed = elements * bytesOf(type as NumberType);
  if (file.length - start !== needed) {
    throw bad(
      `${where} breaks off: ${file.length - start} bytes of numbers where ${needed} are needed.`,
    );
  }
  const values = decodeNumbers(file.subarray(start), type as NumberType, endian !== '>');
  if (fortran === 'False') return { shape, values };
  const backwards = [...shape.keys()].reverse();
  return transpose({ shape: [...shape].reverse(), values }, backwards);
}

/** What Chainer's links call the parameters of Keras's layers. */
const NAMES = new Map([
  ['kernel', 'W'],
  ['depthwise_kernel', 'W'],
  ['bias', 'b'],
  ['gamma', 'gamma'],
  ['beta', 'beta'],
  ['moving_mean', 'avg_mean'],
  ['moving_variance', 'avg_var'],
]);

/**
 * The weights of a layer from its link: `LINK/W`, [out, in, h, w] of a convolution and [out, in] of a
 * linear link, and `LINK/b`.
 *
 * @throws ScriptError `bad-network`, naming the layer and the link
 */
function takeLink(arrays: Arrays, link: string | undefined, layer: SourceLayer): LayerTensors {
  const parameters = parametersOf(layer);
  if (layer.className === 'SeparableConv2D') {
    throw unsupported(
      `${showLayer(layer)}: Chainer has no such link; give a DepthwiseConv2D and a Conv2D.`,
    );
  }
  if (parameters.length > 0 && link === undefined) {
    throw bad(`${showLayer(layer)}: the topology names no link as its weights.`);
  }
  return new Map(
    parameters.map((parameter) => {
      const name = `${link}/${NAMES.get(parameter)}`;
      // Saved without the classifier around it, the network's links have no `predictor` in front.
      const array = arrays.get(name) ?? arrays.get(name.replace(/^predictor\//, ''));
      if (array)
        return [parameter, { ...array, outFirst: parameter.endsWith('kernel'), flipped: false }];
      throw bad(
        `${showLayer(layer)}: the file has no array ${name}; it has ${listArrays(arrays)}.`,
      );
    }),
  );
}

/** Names and shapes, for messages. */
function listArrays(arrays: Arrays): string {
  return [...arrays]
    .map(([name, { shape }]) => `${name} (${shape.join('×') || 'a number'})`)
    .join(', ');
}

/** A layer as a topology file has it. */
interface TopologyLayer {
  readonly className: string;
  readonly config: JsonObject;
  /** The link in the file that holds its weights: `predictor/conv1`. */
  readonly link?: string | undefined;
}

/**
 * The networks whose Chainer source is known, by their names. `mnist-exercise-chainer` is that of
 * https://github.com/milhidaka/webdnn-exercise (`docs/chainer_ja.md`).
 */
const BUILT_IN = new Map<string, readonly TopologyLayer[]>([
  [
    'mnist-exercise-chainer',
    [
      convolution(8, 'predictor/conv1'),
      convolution(16, 'predictor/conv2'),
      { className: 'Dropout', config: { rate: 0.25 } },
      { className: 'Flatten', config: {} },
      { className: 'Dense', config: { units: 32, activation: 'relu' }, link: 'predictor/l3' },
      { className: 'Dense', config: { units: 10 }, link: 'predictor/l4' },
    ],
  ],
]);
const BUILT_IN_NAMES = [...BUILT_IN.keys()].join(', ');

function convolution(filters: number, link: string): TopologyLayer {
  return {
    className: 'Conv2D',
    config: { filters, kernel_size: [3, 3], activation: 'relu' },
    link,
  };
}

/**
 * The layers of a Chainer network, which its file does not have.
 *
 * The text is JSON: a list of layers of Keras 2, each reading the one before it, the first a 1×28×28
 * image. `weights` names the link of a layer that has any.
 *
 * ```json
 * [
 *   { "class_name": "Conv2D", "config": { "filters": 8, "kernel_size": 3, "activation": "relu" },
 *     "weights": "predictor/conv1" },
 *   { "class_name": "Flatten" },
 *   { "class_name": "Dense", "config": { "units": 10 }, "weights": "predictor/l2" }
 * ]
 * ```
 *
 * Images are channels first, and Flatten keeps that order, as in Chainer. Where `max_pooling_2d`
 * covers all (its default) and the size is not a multiple of the stride, `"padding": "same"` says so.
 *
 * @param topology the text, or the name of a built-in network
 * @throws ScriptError `bad-network` naming the layer, `bad-option` for an unknown name
 */
function readTopology(topology: string): readonly TopologyLayer[] {
  const builtIn = BUILT_IN.get(topology);
  if (builtIn) return builtIn;
  if (/^[\w.-]*$/.test(topology)) {
    throw new ScriptError(
      'bad-option',
      `${topology || 'an empty text'} is no topology; give a JSON file or ${BUILT_IN_NAMES}.`,
    );
  }
  const value = parseJson(topology, 'the topology');
  if (!Array.isArray(value) || value.length === 0) {
    throw bad('the topology is not a list of layers.');
  }
  return value.map((layer: unknown, index) => {
    const where = `the topology, layer ${index + 1}`;
    if (!isObject(layer)) throw bad(`${where} is not an object.`);
    const { class_name: className, config = {}, weights: link } = layer;
    if (typeof className !== 'string') throw bad(`${where} has no class_name.`);
    if (!isObject(config)) throw bad(`${where} (${className}): config is not an object.`);
    if (link === undefined || typeof link === 'string') return { className, config, link };
    throw bad(`${where} (${className}): weights is not the name of a link.`);
  });
}
