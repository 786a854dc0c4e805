import { show } from '../check.js';
import type { DraftBuilder, Tensor } from '../compile.js';
import { LINEAR } from '../plan.js';
import { applyActivation } from './activations.js';
import {
  imageDims,
  isLastAxis,
  placeWindow,
  readCount,
  readPair,
  refuseChannelsFirst,
  shapeMismatch,
  type Layer,
  type Lowering,
  type Pair,
} from './layer.js';

export const conv2D: Lowering = (layer, input, draft) => {
  const [height, width, channels] = imageDims(layer, input);
  const kernel = readKernel(layer);
  const { padding, size } = placeWindow(layer, [height, width], kernel);
  const filters = readCount(layer, 'filters');
  const result = draft.emit(
    {
      kind: 'conv2d',
      name: layer.name,
      input: input.value,
      ...kernel,
      padding,
      weights: layer.weight('kernel', [...kernel.window, channels, filters]),
      bias: readBias(layer, filters),
      activation: LINEAR,
    },
    [...size, filters],
  );
  return applyActivation(layer, result, draft);
};

function readBias(layer: Layer, outputs: number): Float32Array {
  return layer.options.boolean('use_bias', true)
    ? layer.weight('bias', [outputs])
    : new Float32Array(outputs);
}

const POINT = {
  window: [1, 1],
  strides: [1, 1],
  dilations: [1, 1],
  padding: { top: 0, bottom: 0, left: 0, right: 0 },
} as const;

interface Kernel {
  readonly window: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

function readKernel(layer: Layer): Kernel {
  refuseChannelsFirst(layer);
  const groups = layer.options.integer('groups', { min: 1, max: 65536 }, 1);
  if (groups !== 1) {
    throw layer.options.mismatch('groups', '1', 'layer-unsupported');
  }
  const strides = readPair(layer, 'strides', [1, 1]);
  const dilations = readPair(layer, 'dilation_rate', [1, 1]);
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) {
    throw layer.options.error(
      'strides and dilation_rate are both above 1; set one of them to 1',
      'layer-unsupported',
    );
  }
  return { window: readPair(layer, 'kernel_size'), strides, dilations };
}

export const depthwiseConv2D: Lowering = (layer, input, draft) => {
  const filtered = depthwise(layer, input, draft, true);
  return applyActivation(layer, filtered, draft);
};

/** A depthwise convolution, then a 1×1 convolution. */
export const separableConv2D: Lowering = (layer, input, draft) => {
  const filtered = depthwise(layer, input, draft, false);
  const [, , channels] = imageDims(layer, filtered);
  const filters = readCount(layer, 'filters');
  const result = multiply(draft, filtered, {
    name: layer.name,
    weights: layer.weight('pointwise_kernel', [1, 1, channels, filters]),
    bias: readBias(layer, filters),
  });
  return applyActivation(layer, result, draft);
};

function depthwise(layer: Layer, input: Tensor, draft: DraftBuilder, biased: boolean): Tensor {
  const [height, width, channels] = imageDims(layer, input);
  const kernel = readKernel(layer);
  const { padding, size } = placeWindow(layer, [height, width], kernel);
  const multiplier = readCount(layer, 'depth_multiplier', 1);
  // Keras 3 names a DepthwiseConv2D's tensor `kernel`.
  const names = biased ? ['depthwise_kernel', 'kernel'] : 'depthwise_kernel';
  const weights = layer.weight(names, [...kernel.window, channels, multiplier]);
  const outputs = channels * multiplier;
  return draft.emit(
    {
      kind: 'depthwiseConv2d',
      name: layer.name,
      input: input.value,
      ...kernel,
      padding,
      multiplier,
      weights,
      bias: biased ? readBias(layer, outputs) : new Float32Array(outputs),
      activation: LINEAR,
    },
    [...size, outputs],
  );
}

interface Matrix {
  readonly name: string;
  /** [inputs, outputs] */
  readonly weights: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
}

/** Multiplies the last axis by a matrix. On an image that is a 1×1 convolution. */
export function multiply(draft: DraftBuilder, { value, dims }: Tensor, matrix: Matrix): Tensor {
  const shared = { ...matrix, input: value, activation: LINEAR };
  const result = [...dims.slice(0, -1), matrix.bias.length];
  if (dims.length === 1) return draft.emit({ kind: 'dense', ...shared }, result);
  return draft.emit({ kind: 'conv2d', ...POINT, ...shared }, result);
}

export const dense: Lowering = (layer, input, draft) => {
  const inputs = input.dims.at(-1);
  if (inputs === undefined) throw shapeMismatch(layer, input, 'a vector');
  const units = readCount(layer, 'units');
  const { name } = layer;
  const weights = layer.weight('kernel', [inputs, units]);
  const bias = readBias(layer, units);
  const result = multiply(draft, input, { name, weights, bias });
  return applyActivation(layer, result, draft);
};

/** (x - mean) / sqrt(variance + epsilon) * gamma + beta for each channel. */
export const batchNormalization: Lowering = (layer, input, draft) => {
  const channels = input.dims.at(-1);
  if (channels === undefined) throw shapeMismatch(layer, input, 'a vector or an image');
  const axis = layer.options.get('axis') ?? -1;
  if (!isLastAxis(axis, input)) {
    throw layer.options.error(
      `axis is ${show(axis)}; convert the network to channels_last`,
      'layer-unsupported',
    );
  }
  const epsilon = layer.options.number('epsilon', { min: 0 }, 1e-3);
  const optional = (option: string, parameter: string) =>
    layer.options.boolean(option, true) ? layer.weight(parameter, [channels]) : undefined;
  const gamma = optional('scale', 'gamma');
  const beta = optional('center', 'beta');
  const mean = layer.weight('moving_mean', [channels]);
  const variance = layer.weight('moving_variance', [channels]);
  const scale = Float64Array.from(variance, (v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + epsilon));
  const shift = Float64Array.from(scale, (s, c) => (beta?.[c] ?? 0) - (mean[c] ?? 0) * s);
  if (!scale.every(Number.isFinite)) {
    throw layer.options.error(
      'moving_variance + epsilon must be above zero for every channel; export the network again',
      'weights-not-finite',
    );
  }
  const { name } = layer;
  return draft.emit({ kind: 'affine', name, input: input.value, scale, shift }, input.dims);
};

/** x * scale + offset. Each is one number, or one per channel. */
export const rescaling: Lowering = (layer, input, draft) => {
  const channels = input.dims.at(-1);
  if (channels === undefined) throw shapeMismatch(layer, input, 'a vector or an image');
  const scale = readNumbers(layer, 'scale', channels);
  const shift = readNumbers(layer, 'offset', channels, 0);
  const { name } = layer;
  return draft.emit({ kind: 'affine', name, input: input.value, scale, shift }, input.dims);
};

function readNumbers(layer: Layer, key: string, channels: number, fallback?: number) {
  const value = layer.options.get(key);
  if (!Array.isArray(value)) {
    return new Float64Array(channels).fill(layer.options.number(key, {}, fallback));
  }
  if (value.length !== channels || !value.every((item) => Number.isFinite(item))) {
    throw layer.options.mismatch(key, `a finite number, or ${channels} of them`);
  }
  return Float64Array.from(value as number[]);
}
