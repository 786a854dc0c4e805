import {
  conv2d,
  fused,
  pad,
  reshape,
  reverse,
  slice,
  sum,
  transpose,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { applyWeighted, type WeightedOperation } from './weighted.js';

/**
 * Convolution plus bias, no padding, with gradients made of convolutions: the wasm backend has no
 * gradient kernels for convolutions and its forward kernel is fast.
 *
 * @param x [n, h, w, ci]
 * @param filter [kh, kw, ci, co]
 * @param bias [co]
 * @param stride of the window, in both directions.
 * @param needsInputGradient false leaves out the gradient of `x`.
 * @returns [n, ⌊(h - kh) / stride⌋ + 1, ⌊(w - kw) / stride⌋ + 1, co]
 */
export function convolve(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  stride: number,
  needsInputGradient: boolean,
): Tensor4D {
  return applyWeighted(convolution(stride), x, filter, bias, needsInputGradient);
}

const convolution = (stride: number): WeightedOperation<Tensor4D> => ({
  forward: (x, filter, bias) =>
    fused.conv2d({ x, filter, bias, strides: stride, pad: 'valid', activation: 'linear' }),

  // Each gradient of the output spreads over the window it came from, through the mirrored filter.
  inputGradient(dy, filter, x) {
    const [kernelHeight, kernelWidth] = filter.shape;
    const [, height, width] = x.shape;
    const spread = spreadOut(dy, stride);
    const [, rows, columns] = spread.shape;
    const padded = pad(spread, [
      [0, 0],
      [kernelHeight - 1, height - rows],
      [kernelWidth - 1, width - columns],
      [0, 0],
    ]);
    const mirrored = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return conv2d(padded, mirrored, 1, 'valid');
  },

  // Every weight meets every image at every position: images become channels, channels images.
  kernelGradient(dy, x, filter) {
    const [height, width, inputs, outputs] = filter.shape;
    const images = transpose(x, [3, 1, 2, 0]);
    const windows = transpose(dy, [1, 2, 0, 3]);
    const all = conv2d(images, windows, 1, 'valid', 'NHWC', stride);
    // Where the last window does not reach the rim, there are rows and columns too many.
    const gradient = slice(all, [0, 0, 0, 0], [inputs, height, width, outputs]);
    return transpose(gradient, [1, 2, 0, 3]);
  },

  biasGradient: (dy) => sum(dy, [0, 1, 2]),
});

/** Puts `stride - 1` zeros between rows and between columns. */
function spreadOut(dy: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return dy;
  const [count, height, width, channels] = dy.shape;
  const after: [number, number] = [0, stride - 1];
  const columns = pad(reshape(dy, [count * height, width, 1, channels]), [
    [0, 0],
    [0, 0],
    after,
    [0, 0],
  ]);
  const rows = pad(reshape(columns, [count, height, 1, width * stride * channels]), [
    [0, 0],
    [0, 0],
    after,
    [0, 0],
  ]);
  const whole = reshape(rows, [count, height * stride, width * stride, channels]);
  const size = [count, (height - 1) * stride + 1, (width - 1) * stride + 1, channels];
  return slice(whole, [0, 0, 0, 0], size) as Tensor4D;
}
