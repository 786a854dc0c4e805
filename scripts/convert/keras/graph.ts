import { isObject } from '../../../src/graph/check.js';
import { type LayerCall, parseDescriptor } from '../../../src/graph/index.js';
import { INPUT_SHAPES } from '../../../src/graph/topology.js';
import { reasonOf } from '../../lib/cli.js';
import { asScriptError } from '../source-network.js';
import { bad, type Pair, type Tensor, unsupported, type Window } from '../tensor.js';

/** @throws ScriptError `bad-network`, naming `where` and the place at which the text breaks. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw bad(`${where} is not JSON (${reasonOf(error)}).`);
  }
}

/** A weight as its file has it. */
export interface SourceTensor extends Tensor {
  /** Kernels are [out, in, height, width] and matrices [out, in]; else these come last. */
  readonly outFirst: boolean;
  /** The kernel is turned by 180° before it is laid on the image: Theano's convolution. */
  readonly flipped: boolean;
}

/** Tensors of a layer by the names Keras 2 gives them: `kernel`, `bias`, `gamma`… */
export type LayerTensors = ReadonlyMap<string, SourceTensor>;

/** One call of a layer, its class and options in the words of Keras 2. */
export type SourceLayer = LayerCall;

type LayerOptions = Pick<SourceLayer, 'className' | 'config'>;

/** A network as its file has it: axes, kernels and the order of numbers are those of the source. */
export interface SourceGraph {
  readonly name: string;
  /** Of the Keras whose functions its layers compute; 2 for what is no Keras. */
  readonly kerasMajor: number;
  /** Each after those it reads from. */
  readonly layers: readonly SourceLayer[];
  /** Id of the layer that gives the result. */
  readonly output: string;
  /** By the path of the layer. */
  readonly tensors: ReadonlyMap<string, LayerTensors>;
}

/** How messages name a layer. */
export function showLayer({ path, className }: SourceLayer): string {
  return `layer ${path} (${className})`;
}

export function shortName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isChannelsFirst({ config }: SourceLayer): boolean {
  return config['data_format'] === 'channels_first';
}

/** The tensors of each class of layer, in the order in which Keras writes them. */
export const PARAMETERS = new Map([
  ['Conv2D', ['kernel', 'bias']],
  ['Dense', ['kernel', 'bias']],
  ['DepthwiseConv2D', ['depthwise_kernel', 'bias']],
  ['SeparableConv2D', ['depthwise_kernel', 'pointwise_kernel', 'bias']],
  ['BatchNormalization', ['gamma', 'beta', 'moving_mean', 'moving_variance']],
]);
/** Options that say whether a layer has a tensor. */
const SWITCHES = new Map([
  ['bias', 'use_bias'],
  ['gamma', 'scale'],
  ['beta', 'center'],
]);

/** The tensors that a layer has, in the order in which Keras writes them. */
export function parametersOf({ className, config }: SourceLayer): readonly string[] {
  const all = PARAMETERS.get(className) ?? [];
  return all.filter((parameter) => config[SWITCHES.get(parameter) ?? ''] !== false);
}

/** Classes by the names that other versions of Keras gave them. */
const CLASSES = new Map([
  ['Convolution2D', 'Conv2D'],
  ['AtrousConvolution2D', 'Conv2D'],
  ['SeparableConvolution2D', 'SeparableConv2D'],
  ['BatchNormalizationV1', 'BatchNormalization'],
  ['BatchNormalizationV2', 'BatchNormalization'],
  // Modes of Merge in Keras 1.
  ['sum', 'Add'],
  ['concat', 'Concatenate'],
]);

/** Options that Keras 1 called otherwise. */
const OPTIONS = new Map([
  ['nb_filter', 'filters'],
  ['subsample', 'strides'],
  ['border_mode', 'padding'],
  ['atrous_rate', 'dilation_rate'],
  ['output_dim', 'units'],
  ['bias', 'use_bias'],
  ['concat_axis', 'axis'],
  ['p', 'rate'],
  ['sigma', 'stddev'],
]);

/** What matters in training alone, or describes how Keras builds the layer. */
const TRAINING =
  /^(dtype|trainable|input_dtype|init|weights|learning_rate_multiplier|seed|noise_shape|build_config|optional|sparse|ragged|synchronized|momentum)$|_(initializer|regularizer|constraint|init)$/;

/**
 * Says a layer of any Keras in the words of Keras 2, without what matters in training alone. The
 * names of Keras 1 are those of its own conversion, `keras/legacy/interfaces.py` of Keras 2.
 */
function upgrade({ className, config, ...call }: SourceLayer): SourceLayer {
  const upgraded: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (TRAINING.test(key) || INPUT_SHAPES.some((name) => name === key)) continue;
    if (key === 'dim_ordering') {
      upgraded['data_format'] = value === 'th' ? 'channels_first' : 'channels_last';
    } else if (className === 'ZeroPadding2D' && key === 'padding') {
      upgraded[key] = spellPadding(value);
    } else upgraded[OPTIONS.get(key) ?? key] = plainValue(value);
  }
  if ('nb_row' in config) {
    delete upgraded['nb_row'];
    delete upgraded['nb_col'];
    upgraded['kernel_size'] = [config['nb_row'], config['nb_col']];
  }
  if (className === 'LeakyReLU' && 'negative_slope' in upgraded) {
    upgraded['alpha'] ??= upgraded['negative_slope'];
    delete upgraded['negative_slope'];
  }
  const shape = INPUT_SHAPES.map((key) => config[key]).find(Array.isArray);
  // Keras ignores what other layers say, and the size of the batch that it was trained with.
  if (shape && call.inputs.length === 0) {
    upgraded['batch_input_shape'] = [null, ...shape.slice(1)] as unknown[];
  }
  const merge = className === 'Merge' ? String(config['mode']) : '';
  const known = CLASSES.get(merge || className) ?? className;
  const layer = { ...call, className: known, config: upgraded };
  if (known === 'BatchNormalization' && (config['mode'] ?? 0) !== 0) {
    throw unsupported(`${showLayer(layer)}: its mode is not 0, the only one that later Keras has.`);
  }
  return layer;
}

/** Keras 1 also wrote four numbers in a row: top, bottom, left, right. */
function spellPadding(value: unknown): unknown {
  if (!Array.isArray(value) || value.length !== 4) return value;
  return [value.slice(0, 2), value.slice(2)] as unknown[];
}

/** Functions as Keras 3 and TensorFlow 2 write them, and numbers of NumPy as Keras 2.0 did. */
function plainValue(value: unknown): unknown {
  if (value === 'softmax_v2') return 'softmax';
  if (!isObject(value)) return value;
  if (value['class_name'] === 'function') return value['config'];
  return value['type'] === 'ndarray' ? value['value'] : value;
}

/**
 * The layers of a Keras model's configuration, those of nested models inlined. Classes that nobody
 * knows pass; the loader refuses them by name.
 *
 * @param path of the file, for messages
 * @param model `{class_name, config}` as any Keras writes it
 * @throws ScriptError `bad-network`, `unsupported-network`
 */
export function readGraph(
  path: string,
  model: unknown,
  kerasVersion: string,
): Omit<SourceGraph, 'tensors'> {
  try {
    const read = parseDescriptor({ modelTopology: model, weightsManifest: [] });
    const kerasMajor = parseInt(kerasVersion, 10) || 2;
    const { name, output } = read;
    return { name, kerasMajor, ...withoutInnerInputs(read.layers.map(upgrade), output) };
  } catch (error) {
    throw asScriptError(path, error);
  }
}

/** The input layer of a nested model is what the model reads. */
function withoutInnerInputs(layers: readonly SourceLayer[], output: string) {
  const isInner = ({ className, inputs }: SourceLayer) =>
    className === 'InputLayer' && inputs.length > 0;
  const sources = new Map(layers.filter(isInner).map(({ id, inputs }) => [id, inputs[0]!]));
  const resolve = (id: string): string => {
    const source = sources.get(id);
    return source === undefined ? id : resolve(source);
  };
  const others = layers.filter((layer) => !isInner(layer));
  return {
    layers: others.map((layer) => ({ ...layer, inputs: layer.inputs.map(resolve) })),
    output: resolve(output),
  };
}

export function pair(value: unknown): Pair {
  return (Array.isArray(value) ? value.map(Number) : [Number(value), Number(value)]) as never;
}

/** The window of a convolution or of pooling, over an image of rows and columns. */
export function windowOf({ className, config }: LayerOptions, image: Pair): Window {
  const isPool = className.endsWith('Pooling2D');
  const kernel = pair(isPool ? (config['pool_size'] ?? 2) : config['kernel_size']);
  const strides = pair(config['strides'] ?? (isPool ? kernel : 1));
  const dilations = pair(config['dilation_rate'] ?? 1);
  const [rows, columns] = ([0, 1] as const).map((axis): Pair => {
    const extent = (kernel[axis] - 1) * dilations[axis] + 1;
    if (config['padding'] !== 'same') {
      return [0, Math.floor((image[axis] - extent) / strides[axis]) + 1];
    }
    const size = Math.ceil(image[axis] / strides[axis]);
    const missing = Math.max(0, (size - 1) * strides[axis] + extent - image[axis]);
    return [Math.floor(missing / 2), size];
  }) as [Pair, Pair];
  const [before, size] = [[rows[0], columns[0]] as const, [rows[1], columns[1]] as const];
  return { kernel, strides, dilations, before, size };
}

/** What a ZeroPadding2D adds: [top, bottom] and [left, right]. */
export function paddingOf({ config }: LayerOptions): [Pair, Pair] {
  const padding = config['padding'] ?? 1;
  const sides = (Array.isArray(padding) ? padding : [padding, padding]) as unknown[];
  return [pair(sides[0]), pair(sides[1])];
}

/** Channels, height, width. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/**
 * What a layer that works on images gives, by its options. Shapes that do not fit give nonsense,
 * which the loader refuses.
 */
export function imageShapeAfter(layer: LayerOptions, image: ImageShape): ImageShape {
  const { className, config } = layer;
  const [channels, height, width] = image;
  if (className === 'ZeroPadding2D') {
    const [rows, columns] = paddingOf(layer);
    return [channels, height + rows[0] + rows[1], width + columns[0] + columns[1]];
  }
  if (className.startsWith('Global')) return [channels, 1, 1];
  const { size } = windowOf(layer, [height, width]);
  if (className === 'DepthwiseConv2D') {
    return [channels * Number(config['depth_multiplier'] ?? 1), ...size];
  }
  return [className.endsWith('Conv2D') ? Number(config['filters']) : channels, ...size];
}
