import { type Attribute, Dataset, File, Group, type Metadata, ready } from 'h5wasm';
import { BOUNDS } from '../../src/graph/index.js';
import { reasonOf } from '../lib/cli.js';
import { evaluateOriginal } from './keras-original.js';
import {
  badNetwork,
  type LayerTensors,
  parametersOf,
  parseJson,
  readGraph,
  showLayer,
  type SourceGraph,
  type SourceLayer,
  unsupportedLayer,
} from './layers/source-layer.js';
import { finishNetwork, type KerasWriter, layOut } from './layers/write-topology.js';
import type { Reader } from './source-network.js';

/**
 * Reads a whole model that Keras 1.2 to 3 or `tf.keras` has saved as HDF5.
 *
 * The format is that of `save_model` in Keras 2's `keras/models.py` and of
 * `save_weights_to_hdf5_group` in its `keras/engine/topology.py`.
 */
export const readKerasHdf5: Reader = async ({ path, bytes }) => {
  const { model, graph, writer, notes } = await withHdf5(bytes, path, (file) =>
    readModel(file, path),
  );
  const format = `Keras ${writer.version}, HDF5`;
  return finishNetwork(graph, { path, format, notes }, (images) =>
    evaluateOriginal(model, graph, images),
  );
};

interface Model {
  /** As the file has it. */
  readonly model: unknown;
  readonly graph: SourceGraph;
  readonly writer: KerasWriter;
  readonly notes: readonly string[];
}

function readModel(file: Hdf5File, path: string): Model {
  const config = file.text('', 'model_config');
  if (config === undefined) throw noModel(file, path);
  const writer = {
    version: attribute(file, 'keras_version') ?? '1',
    backend: attribute(file, 'backend') ?? '',
  };
  const model = parseJson(config, `${path}, attribute model_config`);
  const graph = readGraph(model, writer.version);
  if (writer.backend === 'theano') refuseTheanoPadding(graph.layers);
  const tensors = readHdf5Weights(file, graph.layers, writer);
  return { model, graph: { ...graph, tensors }, writer, notes: takeNotes(file, writer) };
}

/** Keras 2 writes it in both places, Keras 1.2 the backend beside the weights alone. */
function attribute(file: Hdf5File, name: string): string | undefined {
  return file.text('model_weights', name) ?? file.text('', name);
}

function noModel(file: Hdf5File, path: string): Error {
  return badNetwork(
    file.texts('', 'layer_names') === undefined
      ? `${path} has no attribute model_config, so it is no model that Keras has saved`
      : `${path} holds weights alone, as save_weights writes them; save the whole model with model.save`,
  );
}

function takeNotes(file: Hdf5File, { version, backend }: KerasWriter): readonly string[] {
  const notes: string[] = [];
  if (file.hasGroup('optimizer_weights')) notes.push('Dropped the state of the optimizer.');
  if (backend === 'theano') notes.push('Theano: kernels of convolutions turned by 180°.');
  if (backend === '' && parseInt(version, 10) === 1) {
    notes.push('The file names no backend: kernels taken as TensorFlow has them, as Keras does.');
  }
  return notes;
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
  /(?:^|[/_])(depthwise_kernel|pointwise_kernel|kernel|bias|gamma|beta|moving_mean|moving_variance|running_mean|running_std|W|b)(?:_\d+)?(?::0)?$/;

/**
 * The weights of each layer, from `model_weights/LAYER` of a whole model. Keras goes by their order;
 * where names tell what they are, they must agree with it. Weights of a nested model lie together in
 * its group, and go by their names.
 *
 * @throws ScriptError `bad-network`, naming the layer
 */
export function readHdf5Weights(
  file: Hdf5File,
  layers: readonly SourceLayer[],
  writer: KerasWriter,
): ReadonlyMap<string, LayerTensors> {
  const tensors = new Map<string, LayerTensors>();
  for (const layer of layers) {
    const parameters = parametersOf(layer);
    if (parameters.length === 0 || tensors.has(layer.path)) continue;
    const { group, names } = findGroup(file, layer);
    const isNested = group !== layer.path && group !== shortName(layer);
    const own = isNested ? namesOf(layer, names) : names;
    if (own.length !== parameters.length) {
      throw badNetwork(
        `${showLayer(layer)}: the file has ${own.join(', ') || 'no weights'} for it where ${parameters.join(', ')} are needed`,
      );
    }
    const found = parameters.map((parameter, index) => {
      const name = isNested ? byName(layer, own, parameter) : (own[index] ?? '');
      const meant = parameterIn(name);
      const isSame = meant === undefined || parameter.endsWith(meant);
      if (!isSame) {
        throw badNetwork(`${showLayer(layer)}: ${name} stands where ${parameter} is needed`);
      }
      const array = file.array(`${ROOT}/${group}/${name}`);
      return [parameter, layOut(array, layer, parameter, writer)] as const;
    });
    tensors.set(layer.path, new Map(found));
  }
  return tensors;
}

/** The group of the layer itself, or of the nested model around it. */
function findGroup(file: Hdf5File, layer: SourceLayer) {
  const outermost = layer.path.split('/')[0] ?? layer.path;
  for (const group of [layer.path, outermost, shortName(layer)]) {
    const names = file.texts(`${ROOT}/${group}`, 'weight_names');
    if (names) return { group, names };
  }
  throw badNetwork(`${showLayer(layer)}: the file has no weights for it`);
}

function shortName({ path }: SourceLayer): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `conv2d_1/kernel:0`, `model/conv2d_1/kernel:0`, `convolution2d_1_W`. */
function namesOf(layer: SourceLayer, names: readonly string[]): readonly string[] {
  const own = shortName(layer);
  return names.filter((name) => {
    const [, parameter] = KNOWN.exec(name) ?? [];
    if (parameter === undefined) return false;
    const owner = name.slice(0, name.lastIndexOf(parameter) - 1);
    return owner === own || owner.endsWith(`/${own}`);
  });
}

function byName(layer: SourceLayer, names: readonly string[], parameter: string): string {
  const found = names.find((name) => parameter.endsWith(parameterIn(name) ?? ' '));
  if (found === undefined) throw badNetwork(`${showLayer(layer)}: the file has no ${parameter}`);
  return found;
}

function parameterIn(name: string): string | undefined {
  const [, parameter] = KNOWN.exec(name) ?? [];
  return parameter === undefined ? undefined : (SYNONYMS.get(parameter) ?? parameter);
}

/** An array of an HDF5 file. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
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
  array(name: string): Hdf5Array {
    const found = this.find(name);
    if (!(found instanceof Dataset)) throw badNetwork(`${this.at(name)}: there is no such array`);
    const { shape, type, size } = guard(this.at(name), () => found.metadata);
    const elements = (shape ?? []).reduce((product, length) => product * length, 1);
    if (elements > BOUNDS.weightElements) {
      throw badNetwork(
        `${this.at(name)} has ${elements} numbers where ${BOUNDS.weightElements} are allowed`,
      );
    }
    if (type !== FLOAT_TYPE || (size !== 4 && size !== 8)) {
      throw badNetwork(`${this.at(name)} is not of type float32 or float64; save it as float32`);
    }
    const value = guard(this.at(name), () => found.value);
    if (value instanceof Float32Array || value instanceof Float64Array) {
      return { shape: shape ?? [], values: value };
    }
    return { shape: [], values: Float64Array.of(Number(value)) };
  }

  private attribute(group: string, name: string): unknown {
    const found = this.find(group);
    if (!(found instanceof Group)) return undefined;
    const where = `${this.at(group)}, attribute ${name}`;
    const attributes: Record<string, Attribute> = guard(this.at(group), () => found.attrs);
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!attribute) return undefined;
    const { type, size, total_size }: Metadata = attribute.metadata;
    if (size * total_size > ATTRIBUTE_LIMIT) {
      throw badNetwork(`${where} is longer than ${ATTRIBUTE_LIMIT} bytes`);
    }
    // An empty list has the type of numbers.
    if (type !== STRING_TYPE && total_size > 0) throw badNetwork(`${where} is not text`);
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
    throw badNetwork(`${where}: the file is damaged (${innermost(reasonOf(error))})`);
  }
}

/** The last line of the library's stack that says what it met: `… in H5F_open(): file truncated`. */
function innermost(message: string): string {
  const lines = [...message.matchAll(/ in \w+\(\): (.+)/g)].map(([, reason]) => reason);
  return lines.at(-1) ?? message.split('\n')[0] ?? message;
}

const WINDOWS = ['AveragePooling2D', 'Conv2D', 'MaxPooling2D'];

/**
 * Theano pads alike on both sides where TensorFlow pads at the end, unless odd windows move pixel by
 * pixel. Keras loads such a network all the same, and gets other numbers.
 *
 * @throws ScriptError `unsupported-network`, naming the layer
 */
export function refuseTheanoPadding(layers: readonly SourceLayer[]): void {
  for (const layer of layers) {
    const { className, config } = layer;
    if (!WINDOWS.includes(className) || config['padding'] !== 'same') continue;
    const window = [config['kernel_size'] ?? config['pool_size'] ?? 2].flat().map(Number);
    const strides = [config['strides'] ?? (className === 'Conv2D' ? 1 : window)].flat().map(Number);
    if (window.every((size) => size % 2 === 1) && strides.every((stride) => stride === 1)) continue;
    throw unsupportedLayer(
      layer,
      'Theano pads it otherwise than the same padding here; supported from Theano are odd windows with strides of 1, or valid padding',
    );
  }
}
