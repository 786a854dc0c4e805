import type { DraftBuilder, Tensor } from '../draft.js';
import { LINEAR } from '../plan.js';
import { applyActivation } from './activations.js';
import { imageDims, refuseChannelsFirst, type Layer, type Lowering } from './layer.js';
import { placeWindow, readCount, readPair, type Pair } from './windows.js';

export const conv2D: Lowering = (layer, input, draft) => {
  const [height, width, channels] = imageDims(layer, input);
  const options = readOptions(layer);
  const { padding, size } = place(layer, [height, width], options);
  const filters = readCount(layer, 'filters');
  const result = draft.emit(
    {
      kind: 'conv2d',
      name: layer.name,
      input: input.value,
      ...options,
      padding,
      weights: layer.weight('kernel', [...options.window, channels, filters]),
      bias: readBias(layer, filters),
      activation: LINEAR,
    },
    [...size, filters],
  );
  return applyActivation(layer, result, draft);
};

export const depthwiseConv2D: Lowering = (layer, input, draft) => {
  const filtered = depthwise(layer, input, draft, true);
  return applyActivation(layer, filtered, draft);
};

/** A depthwise convolution, then one of 1×1 across the channels. */
export const separableConv2D: Lowering = (layer, input, draft) => {
  const filtered = depthwise(layer, input, draft, false);
  const [height, width, channels] = imageDims(layer, filtered);
  const filters = readCount(layer, 'filters');
  const result = draft.emit(
    {
      kind: 'conv2d',
      name: layer.name,
      input: filtered.value,
      window: [1, 1],
      strides: [1, 1],
      dilations: [1, 1],
      padding: { top: 0, bottom: 0, left: 0, right: 0 },
      weights: layer.weight('pointwise_kernel', [1, 1, channels, filters]),
      bias: readBias(layer, filters),
      activation: LINEAR,
    },
    [height, width, filters],
  );
  return applyActivation(layer, result, draft);
};

function depthwise(layer: Layer, input: Tensor, draft: DraftBuilder, biased: boolean): Tensor {
  const [height, width, channels] = imageDims(layer, input);
  const options = readOptions(layer);
  const { padding, size } = place(layer, [height, width], options);
  const multiplier = readCount(layer, 'depth_multiplier', 1);
  // Keras 3 calls a DepthwiseConv2D's tensor plainly `kernel`.
  const names = biased ? ['depthwise_kernel', 'kernel'] : 'depthwise_kernel';
  const weights = layer.weight(names, [...options.window, channels, multiplier]);
  const outputs = channels * multiplier;
  return draft.emit(
    {
      kind: 'depthwiseConv2d',
      name: layer.name,
      input: input.value,
      ...options,
      padding,
      multiplier,
      weights,
      bias: biased ? readBias(layer, outputs) : new Float32Array(outputs),
      activation: LINEAR,
    },
    [...size, outputs],
  );
}

export function readBias(layer: Layer, outputs: number): Float32Array {
  return layer.options.boolean('use_bias', true)
    ? layer.weight('bias', [outputs])
    : new Float32Array(outputs);
}

interface Options {
  readonly window: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

function readOptions(layer: Layer): Options {
  refuseChannelsFirst(layer);
  const groups = layer.options.integer('groups', { min: 1, max: 65536 }, 1);
  if (groups !== 1) {
    throw layer.options.error(`groups is ${groups} where 1 is supported`, 'layer-unsupported');
  }
  const strides = readPair(layer, 'strides', [1, 1]);
  const dilations = readPair(layer, 'dilation_rate', [1, 1]);
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) {
    throw layer.options.error(
      'strides and dilation_rate are both above 1, which no framework computes',
      'layer-unsupported',
    );
  }
  return { window: readPair(layer, 'kernel_size'), strides, dilations };
}

function place(layer: Layer, image: Pair, { window, strides, dilations }: Options) {
  return placeWindow(layer, image, window, strides, dilations);
}
