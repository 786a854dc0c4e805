import type { Tensor4D } from '@tensorflow/tfjs-core';
import { maxPoolSquares } from '../gradients/max-pool.js';
import { PLAIN, type Layer } from './layer.js';

/** Keras' MaxPooling2D over squares that do not overlap; what does not fill a square is left out. */
export function maxPooling2d({ poolSize }: { readonly poolSize: number }): Layer {
  return {
    ...PLAIN,
    className: 'MaxPooling2D',
    config: {
      pool_size: [poolSize, poolSize],
      strides: [poolSize, poolSize],
      padding: 'valid',
      data_format: 'channels_last',
    },
    selects: true,
    output: ([height, width, channels]) => [
      Math.floor(height! / poolSize),
      Math.floor(width! / poolSize),
      channels!,
    ],
    apply: (x) => maxPoolSquares(x as Tensor4D, poolSize),
  };
}
