import { type Attribute, Dataset, File, Group, ready } from 'h5wasm';
import { BOUNDS } from '../../../src/graph/index.js';
import { reasonOf } from '../../lib/cli.js';
import type { Reader } from '../source-network.js';
import { bad, elementsOf, type Tensor, unsupported } from '../tensor.js';
import { finishNetwork } from './finish.js';
import {
  isChannelsFirst,
  type LayerTensors,
  parametersOf,
  parseJson,
  readGraph,
  shortName,
  showLayer,
  type SourceLayer,
  type SourceTensor,
} from './graph.js';

/**
 * Reads a whole model that Keras 1.2 to 3 or `tf.keras` has saved as HDF5.
 *
 * The format is that of `save_model` in Keras 2's `keras/models.py` and of
 * `save_weights_to_hdf5_group` in its `keras/engine/topology.py`.
 */
export const read: Reader = ({ path, bytes }) =>
  withHdf5(bytes, path, (file) => {
    const config = file.text('', 'model_config');
    if (config === undefined) {
      throw bad(
        file.texts('', 'layer_names') === undefined
          ? `${path} has no attribute model_config, so it is no model that Keras has saved.`
          : `${path} holds weights alone, as save_weights writes them; save the whole model with model.save.`,
      );
    }
    // Keras 2 writes it in both places. Keras 1.2 writes the backend only beside the weights.
    const attribute = (name: string) => file.text(ROOT, name) ?? file.text('', name);
    const writer = {
      version: attribute('keras_version') ?? '1',
      backend: attribute('backend') ?? '',
    };
    const model = parseJson(config, `${path}, attribute model_config`);
    const graph = readGraph(path, model, writer.version);
    if (writer.backend === 'theano') refuseTheanoPadding(graph.layers);
    const tensors = readWeights(file, graph.layers, writer);
    const format = `Keras ${writer.version}, HDF5`;
    const notes = notesOn(file, writer);
    return finishNetwork({ ...graph, tensors }, { path, format, notes, model });
  });

/** What wrote a file, as far as the layout of its kernels depends on it. */
interface KerasWriter {
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
  tensor: Tensor,
  layer: SourceLayer,
  parameter: string,
  { version, backend }: KerasWriter,
): SourceTensor {
  const isKernel = parameter.endsWith('kernel') && layer.className !== 'Dense';
  const outFirst = isKernel && isChannelsFirst(layer) && parseInt(version, 10) === 1;
  const flipped = isKernel && backend === 'theano' && layer.className === 'Conv2D';
  return { ...tensor, outFirst, flipped };
}

function notesOn(file: Hdf5File, { version, backend }: KerasWriter): readonly string[] {
  const notes: string[] = [];
  if (file.hasGroup('optimizer_weights')) notes.push('Dropped the state of the optimizer.');
  if (backend === 'theano') notes.push('Theano: kernels of convolutions turned by 180°.');
  if (backend === '' && parseInt(version, 10) === 1) {
    notes.push('The file names no backend: kernels taken as TensorFlow has them, as Keras does.');
  }
  return notes;
}

const WINDOWS = ['AveragePooling2D', 'Conv2D', 'MaxPooling2D'];

/**
 * Theano pads alike on both sides where TensorFlow pads at the end, unless odd windows move pixel by
 * pixel. Keras loads such a network all the same, and gets other numbers.
 *
 * @throws ScriptError `unsupported-network`, naming the layer
 */
function refuseTheanoPadding(layers: readonly SourceLayer[]): void {
  for (const layer of layers) {
    const { className, config } = layer;
    if (!WINDOWS.includes(className) || config['padding'] !== 'same') continue;
    const window = [config['kernel_size'] ?? config['pool_size'] ?? 2].flat().map(Number);
    const strides = [config['strides'] ?? (className === 'Conv2D' ? 1 : window)].flat().map(Number);
    if (window.every((size) => size % 2 === 1) && strides.every((stride) => stride === 1)) continue;
    throw unsupported(
      `${showLayer(layer)}: Theano pads it otherwise than the same padding here; supported from Theano are odd windows with strides of 1, or valid padding.`,
    );
  }
}

const ROOT = 'model_weights';

/** What versions of Keras call one parameter, without the layer in front and `:0` behind. */
const SYNONYMS = new Map([
  ['W', 'kernel'],
  ['b', 'bias'],
  ['running_mean', 'moving_mean'],
  ['running_std', 'moving_variance'],
]);
const KNOWN =
  /^(?:(.*?)[/_])?(depthwise_kernel|pointwise_kernel|kernel|bias|gamma|beta|moving_mean|moving_variance|running_mean|running_std|W|b)(?:_\d+)?(?::0)?$/;

/** `conv2d_1/kernel:0`, `model/conv2d_1/kernel:0`, `convolution2d_1_W`. */
function partsOf(name: string): { owner: string; parameter: string } | undefined {
  const [, owner = '', parameter] = KNOWN.exec(name) ?? [];
  return parameter === undefined
    ? undefined
    : { owner, parameter: SYNONYMS.get(parameter) ?? parameter };
}

/**
 * The weights of each layer, from `model_weights/LAYER` of a whole model. Keras goes by their order;
 * where names tell what they are, they must agree with it. Weights of a nested model lie together in
 * its group, and go by their names.
 *
 * @throws ScriptError `bad-network`, naming the layer
 */
function readWeights(
  file: Hdf5File,
  layers: readonly SourceLayer[],
  writer: KerasWriter,
): ReadonlyMap<string, LayerTensors> {
  const tensors = new Map<string, LayerTensors>();
  for (const layer of layers) {
    const parameters = parametersOf(layer);
    const { path } = layer;
    if (parameters.length === 0 || tensors.has(path)) continue;
    const short = shortName(path);
    // The group of the layer itself, or of the nested model around it.
    const groups = [path, path.split('/')[0]!, short];
    const texts = (group: string) => file.texts(`${ROOT}/${group}`, 'weight_names');
    const group = groups.find((name) => texts(name) !== undefined);
    if (group === undefined) throw bad(`${showLayer(layer)}: the file has no weights for it.`);
    const isNested = group !== path && group !== short;
    const own = texts(group)!.filter((name) => {
      const owner = partsOf(name)?.owner;
      return !isNested || owner === short || owner?.endsWith(`/${short}`);
    });
    if (own.length !== parameters.length) {
      throw bad(
        `${showLayer(layer)}: the file has ${own.join(', ') || 'no weights'} for it where ${parameters.join(', ')} are needed.`,
      );
    }
    const found = parameters.map((parameter, index) => {
      const fits = (name: string) => parameter.endsWith(partsOf(name)?.parameter ?? ' ');
      const name = isNested ? own.find(fits) : own[index]!;
      if (name === undefined) throw bad(`${showLayer(layer)}: the file has no ${parameter}.`);
      if (partsOf(name) && !fits(name)) {
        throw bad(`${showLayer(layer)}: ${name} stands where ${parameter} is needed.`);
      }
      const array = file.array(`${ROOT}/${group}/${name}`);
      return [parameter, layOut(array, layer, parameter, writer)] as const;
    });
    tensors.set(path, new Map(found));
  }
  return tensors;
}

/** Bytes of one attribute; the longest is a model's configuration. */
const ATTRIBUTE_LIMIT = 16 * 2 ** 20;
/** In the memory of the library, not on the disk. */
const MEMORY_PATH = '/network.h5';
/** Numbers of the classes of types that HDF5 has. */
const FLOAT_TYPE = 1;
const STRING_TYPE = 3;

/**
 * Opens an HDF5 file that lies in memory, for as long as `use` runs.
 *
 * @throws ScriptError `bad-network` where the file is truncated or damaged, with the reason.
 */
export async function withHdf5<T>(
  bytes: Uint8Array,
  path: string,
  use: (file: Hdf5File) => T,
): Promise<T> {
  const library = await ready;
  // Without it the library prints its errors and goes on with empty values.
  library.activate_throwing_error_handler();
  library.FS.writeFile(MEMORY_PATH, bytes);
  try {
    const file = guard(`${path} cannot be opened as HDF5`, () => new File(MEMORY_PATH, 'r'));
    try {
      return use(new Hdf5File(file, path));
    } finally {
      file.close();
    }
  } finally {
    library.FS.unlink(MEMORY_PATH);
    library.deactivate_throwing_error_handler();
  }
}

/** What a converter reads of an HDF5 file; links to other files are not followed. */
export class Hdf5File {
  private readonly root: Group;
  private readonly path: string;

  constructor(root: Group, path: string) {
    this.root = root;
    this.path = path;
  }

  hasGroup(name: string): boolean {
    return this.find(name) instanceof Group;
  }

  /** Names in a group, sorted by their text; none where there is no such group. */
  namesIn(group: string): readonly string[] {
    const found = this.find(group);
    return found instanceof Group ? guard(this.at(group), () => found.keys()) : [];
  }

  /** An attribute that is one string, of fixed or variable length. */
  text(group: string, name: string): string | undefined {
    const value = this.attribute(group, name);
    return typeof value === 'string' ? value : undefined;
  }

  /**
   * An attribute that is a list of strings; Keras divides one that is too long for HDF5 into `name0`,
   * `name1`…
   */
  texts(group: string, name: string): readonly string[] | undefined {
    const whole = this.attribute(group, name);
    if (whole !== undefined) return listOfTexts(whole);
    const texts: string[] = [];
    for (let chunk = 0; ; chunk++) {
      const value = this.attribute(group, `${name}${chunk}`);
      if (value === undefined) return chunk === 0 ? undefined : texts;
      texts.push(...listOfTexts(value));
    }
  }

  /** @throws ScriptError `bad-network` where it is no array of floats, or one beyond all bounds. */
  array(name: string): Tensor {
    const where = this.at(name);
    const found = this.find(name);
    if (!(found instanceof Dataset)) throw bad(`${where}: there is no such array.`);
    const { shape, type, size } = guard(where, () => found.metadata);
    const elements = elementsOf(shape ?? []);
    if (elements > BOUNDS.weightElements) {
      throw bad(`${where} has ${elements} numbers where ${BOUNDS.weightElements} are allowed.`);
    }
    if (type !== FLOAT_TYPE || (size !== 4 && size !== 8)) {
      throw bad(`${where} is not of type float32 or float64; save it as float32.`);
    }
    const value = guard(where, () => found.value);
    return value instanceof Float32Array || value instanceof Float64Array
      ? { shape: shape ?? [], values: Float64Array.from(value) }
      : { shape: [], values: Float64Array.of(Number(value)) };
  }

  private attribute(group: string, name: string): unknown {
    const found = this.find(group);
    if (!(found instanceof Group)) return undefined;
    const where = `${this.at(group)}, attribute ${name}`;
    const attributes: Record<string, Attribute> = guard(this.at(group), () => found.attrs);
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!attribute) return undefined;
    const { type, size, total_size } = attribute.metadata;
    if (size * total_size > ATTRIBUTE_LIMIT) {
      throw bad(`${where} is longer than ${ATTRIBUTE_LIMIT} bytes.`);
    }
    // An empty list has the type of numbers.
    if (type !== STRING_TYPE && total_size > 0) throw bad(`${where} is not text.`);
    return guard(where, () => attribute.value);
  }

  private find(name: string): unknown {
    return name === '' ? this.root : guard(this.at(name), () => this.root.get(name));
  }

  private at(name: string): string {
    return name === '' ? this.path : `${this.path}, ${name}`;
  }
}

function listOfTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}

function guard<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // The last line of the library's stack says what it met: `… in H5F_open(): file truncated`.
    const message = reasonOf(error);
    const lines = [...message.matchAll(/ in \w+\(\): (.+)/g)].map(([, reason]) => reason);
    throw bad(`${where}: the file is damaged (${lines.at(-1) ?? message.split('\n')[0]}).`);
  }
}
