import { isObject, type JsonObject } from '../../../src/graph/check.js';
import { type Reader, unpackZip } from '../source-network.js';
import { bad } from '../tensor.js';
import { finishNetwork } from './finish.js';
import {
  type LayerTensors,
  PARAMETERS,
  parametersOf,
  parseJson,
  readGraph,
  showLayer,
  type SourceLayer,
} from './graph.js';
import { type Hdf5File, withHdf5 } from './hdf5-file.js';
import { withOneOutput } from './outputs.js';

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
  const whole = json(CONFIG, config);
  const { model, notes: dropped } = withOneOutput(whole);
  const graph = readGraph(path, model, version);
  const { tensors, notes } = await withHdf5(weights!, `${path}, ${WEIGHTS}`, (file) => ({
    tensors: readKeras3Weights(file, whole, graph.layers),
    notes: [
      ...dropped,
      ...(file.hasGroup('optimizer') ? ['Dropped the state of the optimizer.'] : []),
    ],
  }));
  const format = `Keras ${version}, .keras`;
  return finishNetwork({ ...graph, tensors }, { path, format, notes, model });
};

/** Keras 3 and `tf.keras` 2.12 call the list of a model's layers differently. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'];
/** On Windows, a path of groups is the name of one group. */
const SEPARATORS = ['/', '\\'];

/** Whether a file has weights as `.keras` archives and `.weights.h5` files have them. */
export function isKeras3Weights(file: Hdf5File): boolean {
  return file.namesIn('').some((name) => CONTAINERS.includes(name.split('\\')[0]!));
}

/**
 * The weights of each layer, from `layers/GROUP/vars/0`, `…/1` and so on: first those that are
 * trained, in the order in which the layer made them. Groups go by the class of the layer, numbered
 * within its model.
 *
 * @param model `{class_name, config}` as Keras has it
 * @throws ScriptError `bad-network`, naming the layer
 */
export function readKeras3Weights(
  file: Hdf5File,
  model: unknown,
  layers: readonly SourceLayer[],
): ReadonlyMap<string, LayerTensors> {
  const weighted = layers.filter((layer) => parametersOf(layer).length > 0);
  // tf.keras 2.13 lists each layer with weights twice, so that its number is that of the second time.
  const namings = [1, 2].flatMap((step) => {
    const groups = new Map(nameGroups(model, '', [], step));
    return CONTAINERS.flatMap((container) =>
      SEPARATORS.map((separator) => (layer: SourceLayer) => {
        const names = groups.get(layer.path) ?? [];
        const path = names.flatMap((name) => [container, name]).join(separator);
        return `${path}/vars`;
      }),
    );
  });
  const has = (group: string) => file.hasGroup(group);
  const groupOf =
    namings.find((name) => weighted.every((layer) => has(name(layer)))) ?? namings[0]!;
  const tensors = new Map<string, LayerTensors>();
  for (const layer of weighted) {
    const parameters = parametersOf(layer);
    const group = groupOf(layer);
    if (!has(group)) throw bad(`${showLayer(layer)}: the file has no weights for it.`);
    const count = file.namesIn(group).length;
    if (count !== parameters.length) {
      throw bad(
        `${showLayer(layer)}: ${group} has ${count} weights where ${parameters.join(', ')} are needed.`,
      );
    }
    const found = parameters.map((parameter, index) => {
      const array = file.array(`${group}/${index}`);
      return [parameter, { ...array, outFirst: false, flipped: false }] as const;
    });
    tensors.set(layer.path, new Map(found));
  }
  return tensors;
}

/**
 * From the path of each layer to the names of the groups around its weights, outermost first.
 *
 * @param step by how much a layer with weights raises the number of its class
 */
function nameGroups(
  model: unknown,
  path: string,
  around: readonly string[],
  step: number,
): readonly (readonly [string, readonly string[]])[] {
  const used = new Map<string, number>();
  return layersIn(model).flatMap((layer) => {
    const className = snakeCase(String(layer['class_name']));
    const number = used.get(className) ?? 0;
    used.set(className, number + (hasWeights(layer) ? step : 1));
    const groups = [...around, number === 0 ? className : `${className}_${number}`];
    const inner = isObject(layer['config']) ? layer['config']['name'] : undefined;
    const own = path + String(layer['name'] ?? inner);
    return [[own, groups] as const, ...nameGroups(layer, `${own}/`, groups, step)];
  });
}

function layersIn(model: unknown): readonly JsonObject[] {
  const config = isObject(model) ? model['config'] : undefined;
  const layers = isObject(config) ? config['layers'] : undefined;
  return Array.isArray(layers) ? layers.filter(isObject) : [];
}

function hasWeights(layer: JsonObject): boolean {
  return PARAMETERS.has(String(layer['class_name'])) || layersIn(layer).some(hasWeights);
}

/** As `to_snake_case` of `keras/src/utils/naming.py`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
