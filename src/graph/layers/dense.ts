import { LINEAR } from '../plan.js';
import { applyActivation } from './activations.js';
import { readBias } from './convolution.js';
import { shapeMismatch, type Lowering } from './layer.js';
import { readCount } from './windows.js';

/** On anything but a vector, the same matrix at each position: a 1×1 convolution. */
export const dense: Lowering = (layer, input, draft) => {
  const inputs = input.dims.at(-1);
  if (inputs === undefined) throw shapeMismatch(layer, input, 'a vector');
  const units = readCount(layer, 'units');
  const shared = {
    name: layer.name,
    input: input.value,
    weights: layer.weight('kernel', [inputs, units]),
    bias: readBias(layer, units),
    activation: LINEAR,
  };
  const dims = [...input.dims.slice(0, -1), units];
  const result =
    input.dims.length === 1
      ? draft.emit({ kind: 'dense', ...shared }, dims)
      : draft.emit(
          {
            kind: 'conv2d',
            ...shared,
            window: [1, 1],
            strides: [1, 1],
            dilations: [1, 1],
            padding: { top: 0, bottom: 0, left: 0, right: 0 },
          },
          dims,
        );
  return applyActivation(layer, result, draft);
};
