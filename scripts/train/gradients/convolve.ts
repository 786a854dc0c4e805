import {
  conv2d,
  fused,
  pad,
  reverse,
  sum,
  transpose,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { applyWeighted, type WeightedOperation } from './weighted.js';

/**
 * Convolution plus bias, stride 1, no padding, with gradients made of convolutions: the wasm
 * backend has no gradient kernels for convolutions and its forward kernel is fast.
 *
 * @param x [n, h, w, ci]
 * @param filter [kh, kw, ci, co]
 * @param bias [co]
 * @param needsInputGradient false leaves out the gradient of `x`.
 * @returns [n, h - kh + 1, w - kw + 1, co]
 */
export function convolve(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  needsInputGradient: boolean,
): Tensor4D {
  return applyWeighted(convolution, x, filter, bias, needsInputGradient);
}

const convolution: WeightedOperation<Tensor4D> = {
  forward: (x, filter, bias) =>
    fused.conv2d({ x, filter, bias, strides: 1, pad: 'valid', activation: 'linear' }),

  // Each gradient of the output spreads over the window it came from, through the mirrored filter.
  inputGradient(dy, filter) {
    const [height, width] = filter.shape;
    const rows: [number, number] = [height - 1, height - 1];
    const columns: [number, number] = [width - 1, width - 1];
    const padded = pad(dy, [[0, 0], rows, columns, [0, 0]]);
    const mirrored = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return conv2d(padded, mirrored, 1, 'valid');
  },

  // Every weight meets every image at every position: images become channels, channels images.
  kernelGradient(dy, x) {
    const images = transpose(x, [3, 1, 2, 0]);
    const filter = transpose(dy, [1, 2, 0, 3]);
    return transpose(conv2d(images, filter, 1, 'valid'), [1, 2, 0, 3]);
  },

  biasGradient: (dy) => sum(dy, [0, 1, 2]),
};
