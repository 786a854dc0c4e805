import { isObject } from '../../../src/graph/check.js';
import { type Reader, unpackZip } from '../source-network.js';
import { bad } from '../tensor.js';
import { finishNetwork } from './finish.js';
import {
  type LayerTensors,
  parametersOf,
  parseJson,
  readGraph,
  showLayer,
  type SourceLayer,
} from './graph.js';
import { type Hdf5File, layOut, withHdf5 } from './hdf5.js';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/**
 * Reads a `.keras` archive of Keras 3, or of `tf.keras` since 2.12.
 *
 * The format is that of `keras/src/saving/saving_lib.py` in Keras 3.
 */
export const read: Reader = async ({ path, bytes }) => {
  const files = unpackZip(bytes, path, (name) => [CONFIG, METADATA, WEIGHTS].includes(name));
  const json = (name: string, text?: Uint8Array) =>
    parseJson(new TextDecoder().decode(text), `${path}, ${name}`);
  const metadata = files.has(METADATA) ? json(METADATA, files.get(METADATA)) : {};
  const version = String((isObject(metadata) && metadata['keras_version']) || '3');
  const [config, weights] = [CONFIG, WEIGHTS].map((name) => {
    const file = files.get(name);
    if (file) return file;
    throw bad(`${path} has no ${name} in it, so it is no archive that Keras has saved.`);
  });
  const model = json(CONFIG, config);
  const graph = readGraph(path, model, version);
  const { tensors, notes } = await withHdf5(weights!, `${path}, ${WEIGHTS}`, (file) => ({
    tensors: readKeras3Weights(file, model, graph.layers),
    notes: file.hasGroup('optimizer') ? ['Dropped the state of the optimizer.'] : [],
  }));
  const format = `Keras ${version}, .keras`;
  return finishNetwork({ ...graph, tensors }, { path, format, notes, model });
};

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
function readKeras3Weights(
  file: Hdf5File,
  model: unknown,
  layers: readonly SourceLayer[],
): ReadonlyMap<string, LayerTensors> {
  const groups = new Map(nameGroups(model, '', []));
  const tensors = new Map<string, LayerTensors>();
  for (const layer of layers) {
    const parameters = parametersOf(layer);
    if (parameters.length === 0 || tensors.has(layer.path)) continue;
    const group = CONTAINERS.map(
      (container) =>
        `${(groups.get(layer.path) ?? []).map((name) => `${container}/${name}`).join('/')}/vars`,
    ).find((name) => file.hasGroup(name));
    if (group === undefined) throw bad(`${showLayer(layer)}: the file has no weights for it.`);
    const found = parameters.map((parameter, index) => {
      const array = file.array(`${group}/${index}`);
      return [parameter, layOut(array, layer, parameter, WRITER)] as const;
    });
    const count = file.namesIn(group).length;
    if (count !== parameters.length) {
      throw bad(
        `${showLayer(layer)}: ${group} has ${count} weights where ${parameters.join(', ')} are needed.`,
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

/** As `to_snake_case` of `keras/src/utils/naming.py`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
