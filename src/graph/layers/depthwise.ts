import type { DraftBuilder, Tensor } from '../draft.js';
import { LINEAR } from '../plan.js';
import { applyActivation } from './activations.js';
import { placeKernel, readBias, readKernel } from './convolution.js';
import { imageDims, type Layer, type Lowering } from './layer.js';
import { readCount } from './windows.js';

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
  const kernel = readKernel(layer);
  const { padding, size } = placeKernel(layer, [height, width], kernel);
  const multiplier = readCount(layer, 'depth_multiplier', 1);
  // Keras 3 calls a DepthwiseConv2D's tensor plainly `kernel`.
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
