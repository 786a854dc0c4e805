import type { DepthwiseConv2d } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernel.js';

/**
 * Depthwise convolution. The weights [rows, columns, channels, multiplier] are, read as
 * [taps, output channels], already in the order in which the sums need them.
 *
 * The padding of `operation` must be zero: an explicit one has come before.
 */
export function depthwiseConv2d(
  { bias, weights, window, dilations, strides, multiplier }: DepthwiseConv2d,
  input: Tensor,
  output: Tensor,
): Kernel {
  const x = input.data;
  const y = output.data;
  const [, width, channels] = input.shape;
  const [rows, columns, filters] = output.shape;
  const rowStep = strides[0] * width * channels;
  const columnStep = strides[1] * channels;
  const taps = Int32Array.from(
    { length: window[0] * window[1] },
    (_, tap) =>
      (Math.floor(tap / window[1]) * dilations[0] * width + (tap % window[1]) * dilations[1]) *
      channels,
  );

  return () => {
    let index = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let corner = row * rowStep + column * columnStep;
        let filter = 0;
        for (let channel = 0; channel < channels; channel++, corner++) {
          for (let m = 0; m < multiplier; m++, filter++) {
            let sum = bias[filter]!;
            let w = filter;
            for (let tap = 0; tap < taps.length; tap++) {
              sum += x[corner + taps[tap]!]! * weights[w]!;
              w += filters;
            }
            y[index++] = sum;
          }
        }
      }
    }
  };
}
