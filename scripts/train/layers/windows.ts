import { concat, reshape, stridedSlice, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Every place of a square window, laid out as a row (im2col; Chellapilla, Puri and Simard 2006): a
 * convolution is these rows times its kernel as a matrix.
 *
 * @param x [n, h, w, channels]
 * @returns [n · places, size · size · channels], in the order of a kernel [size, size, channels, …].
 */
export function windows(x: Tensor4D, size: number, strides: number): Tensor2D {
  const [count, height, width, channels] = x.shape;
  const step = [1, strides, strides, 1];
  const shifted = Array.from({ length: size * size }, (_, index) => {
    const [top, left] = [Math.floor(index / size), index % size];
    const end = [count, height - size + 1 + top, width - size + 1 + left, channels];
    return stridedSlice(x, [0, top, left, 0], end, step);
  });
  return reshape(concat(shifted, 3), [-1, size * size * channels]);
}
