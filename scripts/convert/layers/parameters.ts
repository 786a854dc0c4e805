import type { SourceLayer } from './source-layer.js';

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
