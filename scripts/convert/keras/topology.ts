import { isObject, type JsonObject } from '../../../src/graph/check.js';
import { ScriptError } from '../../lib/cli.js';
import type { SourceNetwork } from '../source-network.js';
import { bad, type Tensor, transpose, unsupported } from '../tensor.js';
import { finishNetwork } from './finish.js';
import {
  type ImageShape,
  imageShapeAfter,
  pair,
  type LayerTensors,
  parametersOf,
  parseJson,
  readGraph,
  showLayer,
  type SourceLayer,
  windowOf,
} from './graph.js';

/** Arrays of a file by their names: `predictor/conv1/W`, `conv1.weight`. */
export type Arrays = ReadonlyMap<string, Tensor>;

/** A framework whose files hold arrays by name and no layers. Its images are channels first. */
export interface Framework {
  readonly name: string;
  /** The Keras whose functions compute as the framework's functions of the same name do. */
  readonly keras: '2' | '3';
  /** Between the name of a layer and that of its array. */
  readonly separator: '/' | '.';
  /** What it calls the parameters of Keras's layers. */
  readonly parameters: Readonly<Record<string, string>>;
  /** By class, its own defaults for options that the topology leaves out. */
  readonly defaults: Readonly<Record<string, JsonObject>>;
  /** A depthwise kernel is [channels × multiplier, 1, h, w]; else it is [multiplier, channels, h, w]. */
  readonly isGrouped: boolean;
}

interface Facts {
  readonly path: string;
  readonly format: string;
  readonly notes: readonly string[];
  /** What to do where there is no topology. */
  readonly advice: string;
}

/**
 * Puts a file's arrays into the layers that a topology names.
 *
 * @param topology see {@link readTopology}
 * @throws ScriptError `bad-network`, `unsupported-network`, naming the layer
 */
export function readWithTopology(
  framework: Framework,
  arrays: Arrays,
  topology: string | undefined,
  { path, format, notes, advice }: Facts,
): SourceNetwork {
  if (topology === undefined) {
    throw bad(
      `${path} holds arrays and no layers, for ${framework.name} keeps those in the program: ${listArrays(arrays)}. ${advice}`,
    );
  }
  const find = findArrays(framework, arrays);
  const layers = toKeras(framework, find, readTopology(topology));
  const model = {
    class_name: 'Sequential',
    config: { layers: layers.map(({ className, config }) => ({ class_name: className, config })) },
  };
  const graph = readGraph(path, model, framework.keras);
  const links = new Map(layers.map(({ config, link }) => [config['name'], link]));
  const take = (layer: SourceLayer) =>
    takeLink(layer, links.get(layer.path), find, framework, listArrays(arrays));
  const tensors = new Map(graph.layers.map((layer) => [layer.path, take(layer)]));
  const last = layers.at(-1);
  const isSoftmax = last?.className === 'Softmax' || last?.config['activation'] === 'softmax';
  const output = isSoftmax ? 'probabilities' : 'logits';
  const told = [`Layers from the topology; they give ${output}.`, ...notes];
  return finishNetwork({ ...graph, tensors }, { path, format, notes: told, output });
}

/** A name without what wraps a network: Chainer's classifier, PyTorch's parallel or compiled module. */
function bareName(name: string): string {
  return name.replace(/^(predictor\/|module\.|_orig_mod\.)+/, '');
}

/** Finds a layer's array, whether the network was saved in its wrapping or without. */
function findArrays({ parameters, separator }: Framework, arrays: Arrays) {
  const bare = new Map([...arrays].map(([name, array]) => [bareName(name), array]));
  return (link: string, parameter: string): Tensor | undefined =>
    bare.get(`${bareName(link)}${separator}${parameters[parameter] ?? parameter}`);
}

type Find = ReturnType<typeof findArrays>;

/** Flatten is not among them: Keras's would move the channels, these frameworks leave them. */
const IMAGE_CLASSES = /Conv2D$|Pooling2D$|^ZeroPadding2D$/;

/** The layers in the words of Keras: sizes, the framework's defaults and its padding spelled out. */
function toKeras(
  { defaults }: Framework,
  find: Find,
  entries: readonly TopologyLayer[],
): readonly TopologyLayer[] {
  let image: ImageShape = [1, 28, 28];
  const layers: TopologyLayer[] = [];
  for (const { className, config: given, link } of entries) {
    const isImage = IMAGE_CLASSES.test(className);
    const count = layers.length + 1;
    const config = {
      name: link ? bareName(link).replace(/\W/g, '_') : `${className.toLowerCase()}_${count}`,
      ...(link !== undefined && sizesOf(className, link, find)),
      ...defaults[className],
      ...given,
      ...(given['activation'] === 'leaky_relu' && {
        activation: { class_name: 'LeakyReLU', config: defaults['LeakyReLU'] },
      }),
      ...(isImage && { data_format: 'channels_first' }),
      ...(className === 'BatchNormalization' && { axis: 1 }),
    };
    const layer = { className, config, link };
    if (className === 'Reshape') image = given['target_shape'] as ImageShape;
    for (const spelled of isImage ? spellPadding(layer, image) : [layer]) {
      layers.push(spelled);
      if (isImage) image = imageShapeAfter(spelled, image);
    }
  }
  // A linear layer takes the image as a vector, as Chainer's own MNIST data set gives it.
  const batch_input_shape = layers[0]?.className === 'Dense' ? [null, 784] : [null, 1, 28, 28];
  return layers.map((layer, index) =>
    index === 0 ? { ...layer, config: { ...layer.config, batch_input_shape } } : layer,
  );
}

/** What a layer's arrays say of its options. */
function sizesOf(className: string, link: string, find: Find): JsonObject {
  const has = (parameter: string) => find(link, parameter) !== undefined;
  if (className === 'BatchNormalization') {
    return find(link, 'moving_mean') ? { scale: has('gamma'), center: has('beta') } : {};
  }
  const { shape } = find(link, 'kernel') ?? {};
  if (!shape) return {};
  const use_bias = has('bias');
  if (shape.length < 4) return { units: shape[0], use_bias };
  const filters = className === 'Conv2D' ? { filters: shape[0] } : {};
  return { ...filters, kernel_size: shape.slice(2), use_bias };
}

/**
 * A layer with its padding as Keras has it. Here padding may be a number, and Chainer's pooling lets
 * its last windows hang over the edge (`cover_all`).
 *
 * @throws ScriptError `unsupported-network` for what no layer of Keras does
 */
function spellPadding(layer: TopologyLayer, image: ImageShape): readonly TopologyLayer[] {
  const { className, config, link } = layer;
  const { padding, cover_all: coversAll, ...others } = config;
  const isMaximum = className === 'MaxPooling2D';
  const refuse = (problem: string) =>
    unsupported(`the topology, layer ${String(config['name'])} (${className}): ${problem}.`);
  if (className === 'ZeroPadding2D') return [layer];
  if (typeof padding === 'number' || Array.isArray(padding)) {
    if (isMaximum) {
      throw refuse(
        'it pads with less than zero; where nothing below zero comes in, put a ZeroPadding2D in front of it',
      );
    }
    const name = `${String(config['name'])}_pad`;
    const sides = pair(padding).map((side) => [side, side]);
    const zeros = { name, padding: sides, data_format: 'channels_first' };
    return [
      { className: 'ZeroPadding2D', config: zeros },
      { className, config: others, link },
    ];
  }
  if (padding === 'same' && !isMaximum && pair(config['strides'] ?? 1).some((step) => step > 1)) {
    throw refuse('"same" with strides pads as Keras alone does; write the number of the program');
  }
  if (padding !== undefined || coversAll !== true) {
    return [{ className, config: { ...others, ...(padding !== undefined && { padding }) }, link }];
  }
  const area = [image[1], image[2]] as const;
  const plain = { className, config: others, link };
  const same = { ...plain, config: { ...others, padding: 'same' } };
  const { kernel, strides, size } = windowOf(plain, area);
  const covering = area.map((pixels, i) => Math.ceil((pixels - kernel[i]!) / strides[i]!) + 1);
  if (size.join() === covering.join()) return [plain];
  const around = windowOf(same, area);
  if (around.size.join() === covering.join() && around.before.join() === '0,0') return [same];
  throw refuse(
    'its last windows hang over the edge by more than a pixel, which no layer of Keras does; write "cover_all": false if the program does',
  );
}

/**
 * The weights of a layer from its link: kernels [out, in, h, w] and matrices [out, in].
 *
 * @param known what the file has, for messages
 * @throws ScriptError `bad-network`, naming the layer and the link
 */
function takeLink(
  layer: SourceLayer,
  link: string | undefined,
  find: Find,
  { name, separator, parameters, isGrouped }: Framework,
  known: string,
): LayerTensors {
  const own = parametersOf(layer);
  if (layer.className === 'SeparableConv2D') {
    throw unsupported(
      `${showLayer(layer)}: ${name} has no such layer; give a DepthwiseConv2D and a Conv2D.`,
    );
  }
  if (own.length > 0 && link === undefined) {
    throw bad(`${showLayer(layer)}: the topology names no link as its weights.`);
  }
  return new Map(
    own.map((parameter) => {
      const array = find(link!, parameter);
      if (!array) {
        const wanted = `${link}${separator}${parameters[parameter] ?? parameter}`;
        throw bad(`${showLayer(layer)}: the file has no array ${wanted}; it has ${known}.`);
      }
      const kernel = parameter === 'depthwise_kernel' && isGrouped ? ungroup(array, layer) : array;
      return [parameter, { ...kernel, outFirst: parameter.endsWith('kernel'), flipped: false }];
    }),
  );
}

/** [channels × multiplier, 1, h, w] as [multiplier, channels, h, w]. */
function ungroup({ shape, values }: Tensor, { config }: SourceLayer): Tensor {
  const multiplier = Number(config['depth_multiplier'] ?? 1);
  const [filters = 0, , ...area] = shape;
  return transpose({ shape: [filters / multiplier, multiplier, ...area], values }, [1, 0, 2, 3]);
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
export const BUILT_IN_NAMES = [...BUILT_IN.keys()].join(', ');

function convolution(filters: number, link: string): TopologyLayer {
  return {
    className: 'Conv2D',
    config: { filters, kernel_size: [3, 3], activation: 'relu' },
    link,
  };
}

/**
 * The layers of a network whose file does not have them.
 *
 * The text is JSON: a list of layers of Keras 2, each reading the one before it, the first a 1×28×28
 * image. `weights` names the link of a layer that has any; its sizes are those of its arrays.
 *
 * ```json
 * [
 *   { "class_name": "Conv2D", "config": { "activation": "relu" }, "weights": "predictor/conv1" },
 *   { "class_name": "Flatten" },
 *   { "class_name": "Dense", "weights": "predictor/l2" }
 * ]
 * ```
 *
 * Images are channels first, and Flatten keeps that order. Options that are left out have the
 * framework's own defaults; padding may be a number.
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
