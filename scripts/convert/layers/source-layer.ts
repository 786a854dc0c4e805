import {
  DescriptorError,
  type DescriptorErrorCode,
  parseDescriptor,
} from '../../../src/graph/index.js';
import { reasonOf, ScriptError } from '../../lib/cli.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws ScriptError `bad-network`, naming `where` and the place at which the text breaks. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw badNetwork(`${where} is not JSON (${reasonOf(error)})`);
  }
}

/** A well-made network that this library does not execute; everything else is damage. */
const UNSUPPORTED: readonly DescriptorErrorCode[] = [
  'descriptor-unsupported',
  'graph-inputs',
  'input-shape',
  'layer-unknown',
  'layer-unsupported',
  'network-too-large',
  'output-shape',
];

export function badNetwork(problem: string): ScriptError {
  return new ScriptError('bad-network', `${problem}.`);
}

export function unsupportedLayer(layer: SourceLayer, problem: string): ScriptError {
  return new ScriptError('unsupported-network', `${showLayer(layer)}: ${problem}.`);
}

/**
 * Runs code of the loader on a foreign network.
 *
 * @throws ScriptError `unsupported-network` or `bad-network` for what the loader refuses.
 */
export function asSourceErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    const code = UNSUPPORTED.includes(error.code) ? 'unsupported-network' : 'bad-network';
    throw new ScriptError(code, `${error.message}.`, { cause: error });
  }
}

/** Order of the axes of a kernel as its file has it: O out, I in, H height, W width. */
export type KernelLayout = 'HWIO' | 'OIHW' | 'IO' | 'OI' | 'vector';

/** A weight as its file has it. */
export interface SourceTensor {
  readonly shape: readonly number[];
  /** Row by row, the last axis fastest. */
  readonly values: Float32Array | Float64Array;
  readonly layout: KernelLayout;
  /** The kernel is turned by 180° before it is laid on the image: Theano's convolution. */
  readonly flipped: boolean;
}

/** Tensors of a layer by the names Keras 2 gives them: `kernel`, `bias`, `gamma`… */
export type LayerTensors = ReadonlyMap<string, SourceTensor>;

/** One call of a layer, its class and options in the words of Keras 2. */
export interface SourceLayer {
  /** Unique: the path, with `#1` at a second call. */
  readonly id: string;
  /** Names of the models around it and its own, joined by `/`. Calls of one layer share it. */
  readonly path: string;
  readonly className: string;
  readonly config: JsonObject;
  /** Ids of what it reads; none for the network's input. */
  readonly inputs: readonly string[];
}

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
export function showLayer({ path, className }: Pick<SourceLayer, 'path' | 'className'>): string {
  return `layer ${path} (${className})`;
}

export function isChannelsFirst({ config }: SourceLayer): boolean {
  return config['data_format'] === 'channels_first';
}

/**
 * The tensors that a layer has, in the order in which Keras writes them.
 *
 * @param layer in the words of Keras 2
 */
export function parametersOf({ className, config }: SourceLayer): readonly string[] {
  const bias = config['use_bias'] === false ? [] : ['bias'];
  switch (className) {
    case 'Conv2D':
    case 'Dense':
      return ['kernel', ...bias];
    case 'DepthwiseConv2D':
      return ['depthwise_kernel', ...bias];
    case 'SeparableConv2D':
      return ['depthwise_kernel', 'pointwise_kernel', ...bias];
    case 'BatchNormalization':
      return [
        ...(config['scale'] === false ? [] : ['gamma']),
        ...(config['center'] === false ? [] : ['beta']),
        'moving_mean',
        'moving_variance',
      ];
    default:
      return [];
  }
}

interface LayerWords {
  readonly className: string;
  readonly config: JsonObject;
}

/** Classes by the names that other versions of Keras gave them. */
const CLASSES = new Map([
  ['Convolution2D', 'Conv2D'],
  ['AtrousConvolution2D', 'Conv2D'],
  ['SeparableConvolution2D', 'SeparableConv2D'],
  ['BatchNormalizationV1', 'BatchNormalization'],
  ['BatchNormalizationV2', 'BatchNormalization'],
]);

/** Options that Keras 1 called otherwise. */
const OPTIONS = new Map([
  ['nb_filter', 'filters'],
  ['subsample', 'strides'],
  ['border_mode', 'padding'],
  ['atrous_rate', 'dilation_rate'],
  ['output_dim', 'units'],
  ['bias', 'use_bias'],
  ['p', 'rate'],
  ['sigma', 'stddev'],
]);

const ORDERINGS = new Map<unknown, string>([
  ['th', 'channels_first'],
  ['tf', 'channels_last'],
]);

/** What matters in training alone, or describes how Keras builds the layer. */
const TRAINING =
  /^(dtype|trainable|input_dtype|init|weights|learning_rate_multiplier|seed|noise_shape|build_config|optional|sparse|ragged|synchronized|momentum)$|_(initializer|regularizer|constraint|init)$/;

/**
 * Says a layer of any Keras in the words of Keras 2, without what matters in training alone.
 *
 * The names of Keras 1 are those of its own conversion, `keras/legacy/interfaces.py` of Keras 2.
 */
function upgradeLayer({ className, config }: LayerWords): LayerWords {
  const upgraded: Record<string, unknown> = {};
  const isPadding = className === 'ZeroPadding2D';
  for (const [key, value] of Object.entries(config)) {
    if (TRAINING.test(key)) continue;
    if (key === 'dim_ordering') upgraded['data_format'] = ORDERINGS.get(value) ?? 'channels_last';
    else if (key === 'padding' && isPadding) upgraded[key] = spellPadding(value);
    else upgraded[OPTIONS.get(key) ?? key] = plainValue(value);
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
  const shape = upgraded['batch_input_shape'] ?? upgraded['batch_shape'];
  delete upgraded['batch_shape'];
  // The size of the batch that it was trained with does not bind.
  if (Array.isArray(shape))
    upgraded['batch_input_shape'] = [null, ...(shape.slice(1) as unknown[])];
  const isSum = className === 'Merge' && config['mode'] === 'sum';
  return { className: isSum ? 'Add' : (CLASSES.get(className) ?? className), config: upgraded };
}

/** Keras 1 also wrote four numbers in a row: top, bottom, left, right. */
function spellPadding(value: unknown): unknown {
  if (!Array.isArray(value) || value.length !== 4) return value;
  const [top, bottom, left, right] = value as unknown[];
  return [
    [top, bottom],
    [left, right],
  ];
}

/** Functions as Keras 3 writes them, and numbers of NumPy as Keras 2.0 did. */
function plainValue(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (value['class_name'] === 'function') return value['config'];
  if (value['type'] === 'ndarray') return value['value'];
  return value;
}

/** Channels, height, width. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/**
 * What a layer that works on images gives, by its options. Shapes that do not fit give nonsense,
 * which the loader refuses.
 */
export function imageShapeAfter(layer: SourceLayer, [channels, ...image]: ImageShape): ImageShape {
  const { className, config } = layer;
  if (className === 'ZeroPadding2D') {
    const sides = Array.isArray(config['padding']) ? config['padding'] : [1, 1];
    const added = sides.map((side: unknown) =>
      Array.isArray(side) ? Number(side[0]) + Number(side[1]) : 2 * Number(side),
    );
    return [channels, image[0] + (added[0] ?? 0), image[1] + (added[1] ?? 0)];
  }
  if (className.startsWith('Global')) return [channels, 1, 1];
  const isPool = className.endsWith('Pooling2D');
  const window = pair(isPool ? (config['pool_size'] ?? 2) : config['kernel_size']);
  const strides = pair(config['strides'] ?? (isPool ? window : 1));
  const dilations = pair(config['dilation_rate'] ?? 1);
  const [height, width] = [0, 1].map((axis) => {
    const size = image[axis] ?? 0;
    const stride = strides[axis] ?? 1;
    if (config['padding'] === 'same') return Math.ceil(size / stride);
    const extent = ((window[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    return Math.floor((size - extent) / stride) + 1;
  }) as [number, number];
  return [channelsAfter(layer, channels), height, width];
}

function channelsAfter({ className, config }: SourceLayer, channels: number): number {
  if (className === 'DepthwiseConv2D') return channels * Number(config['depth_multiplier'] ?? 1);
  return className.endsWith('Conv2D') ? Number(config['filters']) : channels;
}

function pair(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [Number(value), Number(value)];
}

/**
 * The layers of a Keras model's configuration, those of nested models inlined. Classes that nobody
 * knows pass; the loader refuses them by name.
 *
 * @param model `{class_name, config}` as any Keras writes it
 * @throws ScriptError `bad-network`, `unsupported-network`
 */
export function readGraph(model: unknown, kerasVersion: string): Omit<SourceGraph, 'tensors'> {
  const { name, layers, output } = asSourceErrors(() =>
    parseDescriptor({ modelTopology: model, weightsManifest: [] }),
  );
  return {
    name,
    kerasMajor: parseInt(kerasVersion, 10) || 2,
    layers: layers.map((call) => upgrade(call)),
    output,
  };
}

function upgrade({ id, path, className, config, inputs }: SourceLayer): SourceLayer {
  const layer = { id, path, inputs, ...upgradeLayer({ className, config }) };
  if (layer.className === 'BatchNormalization' && (config['mode'] ?? 0) !== 0) {
    throw unsupportedLayer(layer, 'its mode is not 0, the only one that later Keras has');
  }
  return layer;
}
