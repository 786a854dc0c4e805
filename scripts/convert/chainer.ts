import { BOUNDS } from '../../src/graph/index.js';
import { ScriptError } from '../lib/cli.js';
import {
  badNetwork,
  isObject,
  type JsonObject,
  type KernelLayout,
  type LayerTensors,
  parametersOf,
  parseJson,
  readGraph,
  showLayer,
  type SourceLayer,
  unsupportedLayer,
} from './layers/source-layer.js';
import { finishNetwork } from './layers/write-topology.js';
import { type Reader, unpackZip } from './source-network.js';

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

/** In front of the arrays of the network, where a whole trainer was saved. */
const TRAINER = /^updater\/model:main\//;

export interface ChainerArrays {
  /** By the names of links and parameters: `predictor/conv1/W`. */
  readonly arrays: ReadonlyMap<string, NpyArray>;
  /** Whether there was a trainer around them, with the state of its optimizer. */
  readonly hadTrainer: boolean;
}

/**
 * Reads what `chainer.serializers.save_npz` wrote: a zip archive of `.npy` files, whose names are
 * those of the links.
 *
 * @throws ScriptError `bad-network`
 */
export function readNpz(bytes: Uint8Array, path: string): ChainerArrays {
  const files = unpackZip(bytes, path, (name) => name.endsWith('.npy'));
  const names = [...files.keys()];
  const hadTrainer = names.some((name) => TRAINER.test(name));
  const arrays = new Map<string, NpyArray>();
  for (const [file, content] of files) {
    const isNetwork = hadTrainer ? TRAINER.test(file) : true;
    if (!isNetwork) continue;
    const name = file.replace(TRAINER, '').replace(/\.npy$/, '');
    // Some parameters are None until the first image has shown their size.
    arrays.set(name.replace(/^\//, ''), readNpy(content, `${path}, ${name}`));
  }
  if (arrays.size === 0) throw badNetwork(`${path} has no arrays in it`);
  return { arrays, hadTrainer };
}

/** An array of NumPy, row by row whatever its file had. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const MAGIC = '\x93NUMPY';

type Read = (view: DataView, offset: number, littleEndian: boolean) => number;

const TYPES = new Map<string, { readonly bytes: number; readonly read: Read }>([
  ['f2', { bytes: 2, read: (view, offset, little) => fromHalf(view.getUint16(offset, little)) }],
  ['f4', { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) }],
  ['f8', { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) }],
  ['i1', { bytes: 1, read: (view, offset) => view.getInt8(offset) }],
  ['i4', { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) }],
  ['i8', { bytes: 8, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) }],
]);

/**
 * Reads a `.npy` file of numbers, versions 1 to 3 of
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param where for messages
 * @throws ScriptError `bad-network`
 */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const { header, start } = readHeader(bytes, where);
  const [, descr = ''] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  const type = TYPES.get(descr.slice(1));
  if (fortran === undefined || sizes === undefined || !type) {
    throw badNetwork(
      `${where} is an array of type ${descr || 'unknown'} where ${[...TYPES.keys()].join(', ')} are supported`,
    );
  }
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements > BOUNDS.weightElements) {
    throw badNetwork(`${where} has ${elements} numbers where ${BOUNDS.weightElements} are allowed`);
  }
  const found = bytes.length - start;
  if (found !== elements * type.bytes) {
    throw badNetwork(
      `${where} breaks off: ${found} bytes of numbers where ${elements * type.bytes} are needed`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, found);
  const littleEndian = !descr.startsWith('>');
  const values = new Float64Array(elements).map((_, i) =>
    type.read(view, i * type.bytes, littleEndian),
  );
  return { shape, values: fortran === 'True' ? rowByRow(values, shape) : values };
}

function readHeader(bytes: Uint8Array, where: string) {
  const latin1 = new TextDecoder('latin1');
  if (bytes.length < 12 || latin1.decode(bytes.subarray(0, 6)) !== MAGIC) {
    throw badNetwork(`${where} is no array of NumPy: it does not start with its mark`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [length, offset] =
    bytes[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const start = offset + length;
  if (start > bytes.length) throw badNetwork(`${where} breaks off in its header`);
  return { header: latin1.decode(bytes.subarray(offset, start)), start };
}

/** From the first axis fastest to the last axis fastest. */
function rowByRow(values: Float64Array, shape: readonly number[]): Float64Array {
  return values.map((_, position) => {
    let rest = position;
    let source = 0;
    let stride = values.length;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      stride /= size;
      source += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    return values[source] ?? NaN;
  });
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
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
export function takeLink(
  arrays: ReadonlyMap<string, NpyArray>,
  link: string | undefined,
  layer: SourceLayer,
): LayerTensors {
  const parameters = parametersOf(layer);
  if (layer.className === 'SeparableConv2D') {
    throw unsupportedLayer(layer, 'Chainer has no such link; give a DepthwiseConv2D and a Conv2D');
  }
  if (parameters.length > 0 && link === undefined) {
    throw badNetwork(`${showLayer(layer)}: the topology names no link as its weights`);
  }
  return new Map(
    parameters.map((parameter) => {
      const name = `${link}/${NAMES.get(parameter)}`;
      // Saved without the classifier around it, the network's links have no `predictor` in front.
      const array = arrays.get(name) ?? arrays.get(name.replace(/^predictor\//, ''));
      if (!array) {
        throw badNetwork(
          `${showLayer(layer)}: the file has no array ${name}; it has ${listArrays(arrays)}`,
        );
      }
      return [parameter, { ...array, layout: layoutOf(layer, parameter), flipped: false }];
    }),
  );
}

/** Names and shapes, for messages. */
export function listArrays(arrays: ReadonlyMap<string, NpyArray>): string {
  return [...arrays]
    .map(([name, { shape }]) => `${name} (${shape.join('×') || 'a number'})`)
    .join(', ');
}

function layoutOf({ className }: SourceLayer, parameter: string): KernelLayout {
  if (!parameter.endsWith('kernel')) return 'vector';
  return className === 'Dense' ? 'OI' : 'OIHW';
}

/** A layer as a topology file has it. */
export interface TopologyLayer {
  readonly className: string;
  readonly config: JsonObject;
  /** The link in the file that holds its weights: `predictor/conv1`. */
  readonly link: string | undefined;
}

/**
 * The networks whose Chainer source is known, by their names. `mnist-exercise-chainer` is that of
 * https://github.com/milhidaka/webdnn-exercise (`docs/chainer_ja.md`).
 */
const BUILT_IN = new Map<string, readonly TopologyLayer[]>([
  [
    'mnist-exercise-chainer',
    [
      layer('Conv2D', { filters: 8, kernel_size: [3, 3], activation: 'relu' }, 'predictor/conv1'),
      layer('Conv2D', { filters: 16, kernel_size: [3, 3], activation: 'relu' }, 'predictor/conv2'),
      layer('Dropout', { rate: 0.25 }),
      layer('Flatten', {}),
      layer('Dense', { units: 32, activation: 'relu' }, 'predictor/l3'),
      layer('Dense', { units: 10 }, 'predictor/l4'),
    ],
  ],
]);

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
export function readTopology(topology: string): readonly TopologyLayer[] {
  const builtIn = BUILT_IN.get(topology);
  if (builtIn) return builtIn;
  if (/^[\w.-]*$/.test(topology)) {
    throw new ScriptError(
      'bad-option',
      `${topology || 'an empty text'} is no topology; give a JSON file or ${builtInNames()}.`,
    );
  }
  const value = parseJson(topology, 'the topology');
  if (!Array.isArray(value) || value.length === 0) {
    throw badNetwork('the topology is not a list of layers');
  }
  return value.map(readLayer);
}

export function builtInNames(): string {
  return [...BUILT_IN.keys()].join(', ');
}

function readLayer(value: unknown, index: number): TopologyLayer {
  const where = `the topology, layer ${index + 1}`;
  if (!isObject(value)) throw badNetwork(`${where} is not an object`);
  const { class_name: className, config = {}, weights } = value;
  if (typeof className !== 'string') throw badNetwork(`${where} has no class_name`);
  if (!isObject(config)) throw badNetwork(`${where} (${className}): config is not an object`);
  if (weights !== undefined && typeof weights !== 'string') {
    throw badNetwork(`${where} (${className}): weights is not the name of a link`);
  }
  return { className, config, link: weights };
}

function layer(className: string, config: JsonObject, link?: string): TopologyLayer {
  return { className, config, link };
}
