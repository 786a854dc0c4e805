import { reshape } from '@tensorflow/tfjs-core';
import { PLAIN, product, type Layer } from './layer.js';

/** Keras' Flatten: height, width and channels become one vector, channels fastest. */
export function flatten(): Layer {
  return {
    ...PLAIN,
    className: 'Flatten',
    config: { data_format: 'channels_last' },
    output: (input) => [product(input)],
    apply: (x) => reshape(x, [x.shape[0]!, -1]),
  };
}
