import type { Activation, Pad } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernel.js';

/** @returns what applies `activation` to `tensor` in place, or nothing where it changes nothing. */
export function activate(activation: Activation, { data }: Tensor): Kernel | undefined {
  const apply = (f: (x: number) => number): Kernel => {
    return () => {
      for (let i = 0; i < data.length; i++) data[i] = f(data[i]!);
    };
  };
  switch (activation.kind) {
    case 'linear':
      return undefined;
    case 'relu':
      return relu(activation.slope, activation.max, data);
    case 'elu': {
      const { alpha } = activation;
      return apply((x) => (x < 0 ? alpha * Math.expm1(x) : x));
    }
    case 'selu':
      return apply((x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x));
    case 'sigmoid':
      return apply(sigmoid);
    case 'hardSigmoid': {
      const { slope, offset } = activation;
      return apply((x) => Math.min(1, Math.max(0, x * slope + offset)));
    }
    case 'tanh':
      return apply(Math.tanh);
    case 'swish':
      return apply((x) => x * sigmoid(x));
    case 'softplus':
      // log(1 + exp(x)) without overflow.
      return apply((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
    case 'softsign':
      return apply((x) => x / (1 + Math.abs(x)));
  }
}

/** Klambauer et al. 2017, section 2. */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function relu(slope: number, max: number, data: Float32Array): Kernel {
  const half = (1 + slope) / 2;
  const rest = (1 - slope) / 2;
  return () => {
    for (let i = 0; i < data.length; i++) {
      const x = data[i]!;
      // The sign of an activation is a coin toss to the branch predictor: this form asks nothing.
      // Math.min, too: a choice between two variables takes V8 twice as long.
      data[i] = Math.min(half * x + rest * Math.abs(x), max);
    }
  };
}

/** Sum of two values of one shape. */
export function add(first: Tensor, second: Tensor, output: Tensor): Kernel {
  const a = first.data;
  const b = second.data;
  const y = output.data;
  return () => {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! + b[i]!;
  };
}

/** The same numbers in the same order. */
export function copy(input: Tensor, output: Tensor): Kernel {
  return () => output.data.set(input.data);
}

/** Zeros around the input. */
export function pad({ padding }: Pad, input: Tensor, output: Tensor): Kernel {
  const x = input.data;
  const y = output.data;
  const [rows, width, channels] = input.shape;
  const length = width * channels;
  const step = output.shape[1] * channels;
  const start = (padding.top * output.shape[1] + padding.left) * channels;
  return () => {
    y.fill(0);
    let from = 0;
    for (let row = 0; row < rows; row++) {
      const to = start + row * step;
      for (let i = 0; i < length; i++) y[to + i] = x[from++]!;
    }
  };
}
