import {
  concat,
  mul,
  reshape,
  stridedSlice,
  tensor,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { Random } from '../lib/random.js';
import { affine, convolve, maxPoolSquares } from './gradients.js';

/** Height, width, channels; or the length of a vector. The batch is left out. */
export type Shape = readonly number[];

type ActivationName = 'linear' | 'relu' | 'softmax';

export interface WeightSpec {
  /** As Keras names it: `kernel`, `bias`. */
  readonly name: string;
  readonly shape: Shape;
  /** Initial values are uniform in ± this. */
  readonly bound: number;
}

/** What a layer needs to know of the pass it takes part in. */
interface Pass {
  /** Absent outside training: then dropout does nothing. */
  readonly random?: Random;
  /** False for the first layer with weights: nobody asks for the gradient of the image. */
  readonly inputGradient: boolean;
}

/** A layer in Keras terms, and how it is computed in training. */
export interface Layer {
  readonly className: string;
  /** The Keras config, without name and activation. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Applied after the layer; null for layers that Keras gives none. */
  readonly activation: ActivationName | null;
  /** True if the layer only chooses among its inputs' values, so that relu may as well follow it. */
  readonly selects: boolean;
  weights(input: Shape): readonly WeightSpec[];
  output(input: Shape): Shape;
  /** Multiply-adds per image. */
  multiplyAdds(input: Shape): number;
  /** The layer before its activation. */
  apply(x: Tensor, weights: readonly Tensor[], pass: Pass): Tensor;
  /**
   * The rows that the kernel, as a matrix of inputs by outputs, multiplies: for each image one, or one
   * for each place of the window. Absent where there is no kernel.
   */
  rows?(x: Tensor): Tensor2D;
}

/** What is true of a layer that has neither weights nor arithmetic. */
const PLAIN = {
  activation: null,
  selects: false,
  weights: () => [],
  multiplyAdds: () => 0,
} as const;

export function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}

/**
 * Every place of a square window, laid out as a row (im2col; Chellapilla, Puri and Simard 2006): a
 * convolution is these rows times its kernel as a matrix.
 *
 * @param x [n, h, w, channels]
 * @returns [n · places, size · size · channels], in the order of a kernel [size, size, channels, …].
 */
function windows(x: Tensor4D, size: number, strides: number): Tensor2D {
  const [count, height, width, channels] = x.shape;
  const step = [1, strides, strides, 1];
  const shifted = Array.from({ length: size * size }, (_, index) => {
    const [top, left] = [Math.floor(index / size), index % size];
    const end = [count, height - size + 1 + top, width - size + 1 + left, channels];
    return stridedSlice(x, [0, top, left, 0], end, step);
  });
  return reshape(concat(shifted, 3), [-1, size * size * channels]);
}

interface Conv2dOptions {
  readonly filters: number;
  /** Side of the square window. */
  readonly kernelSize: number;
  readonly strides?: number;
  readonly activation?: ActivationName;
}

/** Keras' Conv2D with a square window. */
export function conv2d({ filters, kernelSize, strides = 1, activation }: Conv2dOptions): Layer {
  const steps = (size: number) => Math.floor((size - kernelSize) / strides) + 1;
  const output = ([height, width]: Shape): Shape => [steps(height!), steps(width!), filters];
  const kernel = (input: Shape) => [kernelSize, kernelSize, input[2]!, filters];
  return {
    className: 'Conv2D',
    config: {
      filters,
      kernel_size: [kernelSize, kernelSize],
      strides: [strides, strides],
      padding: 'valid',
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
      convolve(x as Tensor4D, filter as Tensor4D, bias as Tensor1D, strides, inputGradient),
    rows: (x) => windows(x as Tensor4D, kernelSize, strides),
  };
}

/** Keras' Dense, on a vector. */
export function dense({
  units,
  activation = 'linear',
}: {
  readonly units: number;
  readonly activation?: ActivationName;
}): Layer {
  return {
    className: 'Dense',
    config: { units, use_bias: true },
    activation,
    selects: false,
    output: () => [units],
    weights: ([inputs]) => [
      {
        name: 'kernel',
        shape: [inputs!, units],
        // He et al. 2015 before relu, Glorot and Bengio 2010 elsewhere; both uniform.
        bound: Math.sqrt(activation === 'relu' ? 6 / inputs! : 6 / (inputs! + units)),
      },
      { name: 'bias', shape: [units], bound: 0 },
    ],
    multiplyAdds: ([inputs]) => inputs! * units,
    apply: (x, [kernel, bias], { inputGradient }) =>
      affine(x as Tensor2D, kernel as Tensor2D, bias as Tensor1D, inputGradient),
    rows: (x) => x as Tensor2D,
  };
}

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
