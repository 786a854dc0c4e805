import { isObject } from '../../../src/graph/check.js';
import type { Reader } from '../source-network.js';
import { bad, type Tensor, unsupported } from '../tensor.js';
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
import { type Hdf5File, withHdf5 } from './hdf5-file.js';
import { withOneOutput } from './outputs.js';
import { isKeras3Weights, readKeras3Weights } from './keras3.js';

/**
 * Reads what Keras 1.2 to 3 or `tf.keras` has saved as HDF5: a whole model, or its weights, whose
 * layers are then the topology, as `model.to_json()` gives it.
 *
 * The format is that of `save_model` in Keras 2's `keras/models.py` and of
 * `save_weights_to_hdf5_group` in its `keras/engine/topology.py`; that of weights alone also the one
 * of `.keras` archives.
 */
export const read: Reader = ({ path, bytes }, { topology }) =>
  withHdf5(bytes, path, (file) => {
    const config = file.text('', 'model_config');
    if (config === undefined && topology === undefined) throw withoutLayers(file, path);
    const json = parseJson(
      config ?? topology!,
      config ? `${path}, attribute model_config` : 'the topology',
    );
    // Keras 2 writes it in both places. Keras 1.2 writes the backend only beside the weights.
    const attribute = (name: string) =>
      file.text(ROOT, name) ?? file.text('', name) ?? textIn(json, name);
    const writer = {
      version: attribute('keras_version') ?? (isObject(json) && 'module' in json ? '3' : '1'),
      backend: attribute('backend') ?? '',
    };
    const { model, notes: dropped } = withOneOutput(json);
    const graph = readGraph(path, model, writer.version);
    if (writer.backend === 'theano') refuseTheanoPadding(graph.layers);
    const tensors = isKeras3Weights(file)
      ? readKeras3Weights(file, json, graph.layers)
      : readWeights(file, graph.layers, writer);
    const format = `Keras ${writer.version}, HDF5`;
    const notes = [...dropped, ...notesOn(file, writer)];
    if (topology !== undefined)
      notes.push(
        config
          ? 'The file has its layers itself: the topology was not read.'
          : 'Layers from the topology.',
      );
    return finishNetwork({ ...graph, tensors }, { path, format, notes, model });
  });

function textIn(json: unknown, key: string): string | undefined {
  const value = isObject(json) ? json[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function withoutLayers(file: Hdf5File, path: string): Error {
  const isWeights = file.texts('', 'layer_names') !== undefined || isKeras3Weights(file);
  return bad(
    isWeights
      ? `${path} holds weights alone, as save_weights writes them. Save the whole model with model.save, or give its layers with --topology: a file with the text of model.to_json().`
      : `${path} has no attribute model_config, so it is no model that Keras has saved.`,
  );
}

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
function layOut(
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

function notesOn(file: Hdf5File, { version, backend }: KerasWriter): string[] {
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

/** Of a whole model; weights alone lie at the top. */
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
  const root = file.hasGroup(ROOT) ? `${ROOT}/` : '';
  const tensors = new Map<string, LayerTensors>();
  for (const layer of layers) {
    const parameters = parametersOf(layer);
    const { path } = layer;
    if (parameters.length === 0 || tensors.has(path)) continue;
    const short = shortName(path);
    // The group of the layer itself, or of the nested model around it.
    const groups = [path, path.split('/')[0]!, short];
    const texts = (group: string) => file.texts(root + group, 'weight_names');
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
      const array = file.array(`${root}${group}/${name}`);
      return [parameter, layOut(array, layer, parameter, writer)] as const;
    });
    tensors.set(path, new Map(found));
  }
  return tensors;
}
