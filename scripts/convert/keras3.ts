import { type Hdf5File, withHdf5 } from './keras-hdf5.js';
import { evaluateOriginal } from './keras-original.js';
import {
  badNetwork,
  isObject,
  type LayerTensors,
  parametersOf,
  parseJson,
  readGraph,
  showLayer,
  type SourceLayer,
} from './layers/source-layer.js';
import { finishNetwork, layOut } from './layers/write-topology.js';
import { type Reader, unpackZip } from './source-network.js';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/**
 * Reads a `.keras` archive of Keras 3, or of `tf.keras` since 2.12.
 *
 * The format is that of `keras/src/saving/saving_lib.py` in Keras 3.
 */
export const readKeras3: Reader = async ({ path, bytes }) => {
  const files = unpackZip(bytes, path, (name) => [CONFIG, METADATA, WEIGHTS].includes(name));
  const version = readVersion(files.get(METADATA), path);
  const model = parseJson(textOf(files, CONFIG, path), `${path}, ${CONFIG}`);
  const weights = files.get(WEIGHTS);
  if (!weights) throw missing(WEIGHTS, path);
  const graph = readGraph(model, version);
  const { tensors, notes } = await withHdf5(weights, `${path}, ${WEIGHTS}`, (file) => ({
    tensors: readKeras3Weights(file, model, graph.layers),
    notes: file.hasGroup('optimizer') ? ['Dropped the state of the optimizer.'] : [],
  }));
  const whole = { ...graph, tensors };
  const format = `Keras ${version}, .keras`;
  return finishNetwork(whole, { path, format, notes }, (images) =>
    evaluateOriginal(model, whole, images),
  );
};

function readVersion(metadata: Uint8Array | undefined, path: string): string {
  if (!metadata) return '3';
  const value = parseJson(new TextDecoder().decode(metadata), `${path}, ${METADATA}`);
  return isObject(value) ? String(value['keras_version'] ?? '3') : '3';
}

function textOf(files: ReadonlyMap<string, Uint8Array>, name: string, path: string): string {
  const bytes = files.get(name);
  if (!bytes) throw missing(name, path);
  return new TextDecoder().decode(bytes);
}

function missing(name: string, path: string): Error {
  return badNetwork(`${path} has no ${name} in it, so it is no archive that Keras has saved`);
}

/** Keras 3 and `tf.keras` 2.12 call the list of a model's layers differently. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'];
/** Keras 3 lays kernels out alike on all its backends. */
const WRITER = { version: '3', backend: '' };

/**
 * The weights of each layer, from `layers/GROUP/vars/0`, `…/1` and so on: first those that are
 * trained, in the order in which the layer made them. Groups go by the class of the layer, numbered
 * within its model.
 *
 * @param model `{class_name, config}` as the archive has it
 * @throws ScriptError `bad-network`, naming the layer
 */
export function readKeras3Weights(
  file: Hdf5File,
  model: unknown,
  layers: readonly SourceLayer[],
): ReadonlyMap<string, LayerTensors> {
  const groups = new Map(nameGroups(model, '', []));
  const tensors = new Map<string, LayerTensors>();
  for (const layer of layers) {
    const parameters = parametersOf(layer);
    if (parameters.length === 0 || tensors.has(layer.path)) continue;
    const group = findGroup(file, groups.get(layer.path) ?? [], layer);
    const found = parameters.map((parameter, index) => {
      const array = file.array(`${group}/${index}`);
      return [parameter, layOut(array, layer, parameter, WRITER)] as const;
    });
    const count = file.namesIn(group).length;
    if (count !== parameters.length) {
      throw badNetwork(
        `${showLayer(layer)}: ${group} has ${count} weights where ${parameters.join(', ')} are needed`,
      );
    }
    tensors.set(layer.path, new Map(found));
  }
  return tensors;
}

/** From the path of each layer to the names of the groups around its weights, outermost first. */
function nameGroups(
  model: unknown,
  path: string,
  around: readonly string[],
): readonly (readonly [string, readonly string[]])[] {
  const config = isObject(model) ? model['config'] : undefined;
  const layers = isObject(config) && Array.isArray(config['layers']) ? config['layers'] : [];
  const used = new Map<string, number>();
  return layers.filter(isObject).flatMap((layer) => {
    const className = snakeCase(String(layer['class_name']));
    const number = used.get(className) ?? 0;
    used.set(className, number + 1);
    const groups = [...around, number === 0 ? className : `${className}_${number}`];
    const inner = isObject(layer['config']) ? layer['config']['name'] : undefined;
    const own = path + String(layer['name'] ?? inner);
    return [[own, groups] as const, ...nameGroups(layer, `${own}/`, groups)];
  });
}

function findGroup(file: Hdf5File, groups: readonly string[], layer: SourceLayer): string {
  for (const container of CONTAINERS) {
    const group = `${groups.map((name) => `${container}/${name}`).join('/')}/vars`;
    if (file.hasGroup(group)) return group;
  }
  throw badNetwork(`${showLayer(layer)}: the file has no weights for it`);
}

/** As `to_snake_case` of `keras/src/utils/naming.py`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
