import { LINEAR } from '../plan.js';
import { applyActivation } from './activations.js';
import { imageDims, refuseChannelsFirst, type Layer, type Lowering } from './layer.js';
import { placeWindow, readCount, readPair, type Pair, type Placement } from './windows.js';

export const conv2D: Lowering = (layer, input, draft) => {
  const [height, width, channels] = imageDims(layer, input);
  const kernel = readKernel(layer);
  const { padding, size } = placeKernel(layer, [height, width], kernel);
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

export function readBias(layer: Layer, outputs: number): Float32Array {
  return layer.options.boolean('use_bias', true)
    ? layer.weight('bias', [outputs])
    : new Float32Array(outputs);
}

export interface Kernel {
  readonly window: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

export function readKernel(layer: Layer): Kernel {
  refuseChannelsFirst(layer);
  const groups = layer.options.integer('groups', { min: 1, max: 65536 }, 1);
  if (groups !== 1) {
    throw layer.options.mismatch('groups', '1', 'layer-unsupported');
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

export function placeKernel(
  layer: Layer,
  image: Pair,
  { window, strides, dilations }: Kernel,
): Placement {
  return placeWindow(layer, image, window, strides, dilations);
}
