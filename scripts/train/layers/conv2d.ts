import { pad, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { convolve } from '../gradients/convolve.js';
import { windows } from './windows.js';
import { product, type ActivationName, type Layer, type Shape } from './layer.js';

interface Options {
  readonly filters: number;
  /** Side of the square window. */
  readonly kernelSize: number;
  readonly strides?: number;
  /** `same` for a stride of 1 only. */
  readonly padding?: 'valid' | 'same';
  readonly activation?: ActivationName;
}

/** Keras' Conv2D with a square window. */
export function conv2d({
  filters,
  kernelSize,
  strides = 1,
  padding = 'valid',
  activation,
}: Options): Layer {
  const lost = padding === 'same' ? 0 : kernelSize - 1;
  const steps = (size: number) => Math.floor((size - lost - 1) / strides) + 1;
  const output = ([height, width]: Shape): Shape => [steps(height!), steps(width!), filters];
  const kernel = (input: Shape) => [kernelSize, kernelSize, input[2]!, filters];
  const before = Math.floor((kernelSize - 1) / 2);
  const border: [number, number] = [before, kernelSize - 1 - before];
  const padded = (x: Tensor) =>
    (padding === 'same' ? pad(x, [[0, 0], border, border, [0, 0]]) : x) as Tensor4D;

  return {
    className: 'Conv2D',
    config: {
      filters,
      kernel_size: [kernelSize, kernelSize],
      strides: [strides, strides],
      padding,
      data_format: 'channels_last',
      dilation_rate: [1, 1],
      use_bias: true,
    },
    activation: activation ?? 'linear',
    selects: false,
    output,
    weights: (input) => [
      // He et al. 2015, uniform: the variance is 2 / fan-in.
      { name: 'kernel', shape: kernel(input), bound: Math.sqrt(6 / (kernelSize ** 2 * input[2]!)) },
      { name: 'bias', shape: [filters], bound: 0 },
    ],
    multiplyAdds: (input) => product(output(input).slice(0, 2)) * product(kernel(input)),
    apply: (x, [filter, bias], { inputGradient }) =>
      convolve(padded(x), filter as Tensor4D, bias as Tensor1D, strides, inputGradient),
    rows: (x) => windows(padded(x), kernelSize, strides),
  };
}
