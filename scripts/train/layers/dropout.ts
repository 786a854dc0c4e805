import { mul, tensor } from '@tensorflow/tfjs-core';
import { PLAIN, type Layer } from './layer.js';

/** Keras' Dropout: in training, a value is dropped with probability `rate`, the rest scaled up. */
export function dropout({ rate }: { readonly rate: number }): Layer {
  return {
    ...PLAIN,
    className: 'Dropout',
    config: { rate },
    output: (input) => input,
    apply(x, _weights, { random }) {
      if (!random) return x;
      const kept = 1 / (1 - rate);
      // The library's own dropout draws from a generator that knows nothing of our seed.
      const mask = Float32Array.from({ length: x.size }, () =>
        random.uniform() < rate ? 0 : kept,
      );
      return mul(x, tensor(mask, x.shape));
    },
  };
}
