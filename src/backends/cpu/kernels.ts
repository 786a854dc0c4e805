import {
  type Activation,
  type AveragePool,
  type MaxPool,
  type Pad,
  SELU,
  type Shape,
} from '../../graph/plan.js';

/** Computes one operation for one image. Its buffers are fixed when the plan is compiled. */
export type Kernel = () => void;

/** A value of the plan in memory, channels last. */
export interface Tensor {
  readonly shape: Shape;
  /** As long as the product of the shape. */
  readonly data: Float32Array;
}

/** @returns a kernel that applies `activation` to `tensor` in place; undefined for linear. */
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
      return apply((x) => SELU.scale * (x < 0 ? SELU.alpha * Math.expm1(x) : x));
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

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function relu(slope: number, max: number, data: Float32Array): Kernel {
  const half = (1 + slope) / 2;
  const rest = (1 - slope) / 2;
  return () => {
    for (let i = 0; i < data.length; i++) {
      const x = data[i]!;
      // Without a branch, because signs are unpredictable. Math.min is twice as fast as a conditional in V8.
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

/** Maximum or mean of each window. Padding neither wins a maximum nor counts in a mean. */
export function pool(operation: MaxPool | AveragePool, input: Tensor, output: Tensor): Kernel {
  const x = input.data;
  const y = output.data;
  const isMax = operation.kind === 'maxPool';
  const [, width, channels] = input.shape;
  const { rows, columns } = findWindows(operation, input, output);
  return () => {
    let index = 0;
    for (let r = 0; r < rows.length; r += 2) {
      for (let c = 0; c < columns.length; c += 2) {
        const count = (rows[r + 1]! - rows[r]!) * (columns[c + 1]! - columns[c]!);
        for (let channel = 0; channel < channels; channel++) {
          let max = -Infinity;
          let sum = 0;
          for (let row = rows[r]!; row < rows[r + 1]!; row++) {
            for (let column = columns[c]!; column < columns[c + 1]!; column++) {
              const value = x[(row * width + column) * channels + channel]!;
              if (value > max) max = value;
              sum += value;
            }
          }
          y[index++] = isMax ? max : sum / count;
        }
      }
    }
  };
}

/** The part of the input under each window: pairs of the first row (column) and the one after the last. */
function findWindows(
  { window, strides, padding }: MaxPool | AveragePool,
  input: Tensor,
  output: Tensor,
): { rows: Int32Array; columns: Int32Array } {
  const spans = (axis: 0 | 1, before: number): Int32Array => {
    const bounds = new Int32Array(2 * output.shape[axis]);
    for (let i = 0; i < bounds.length; i += 2) {
      const start = (i / 2) * strides[axis] - before;
      bounds[i] = Math.max(0, start);
      bounds[i + 1] = Math.min(input.shape[axis], start + window[axis]);
    }
    return bounds;
  };
  return { rows: spans(0, padding.top), columns: spans(1, padding.left) };
}

/** Softmax over the channels of each position. Subtracts the maximum first, so that nothing overflows. */
export function softmax(input: Tensor, output: Tensor): Kernel {
  const channels = input.shape[2];
  return () => {
    const [from, to] = [input.data, output.data];
    for (let start = 0; start < from.length; start += channels) {
      const end = start + channels;
      let max = -Infinity;
      for (let i = start; i < end; i++) max = Math.max(max, from[i]!);
      let sum = 0;
      for (let i = start; i < end; i++) sum += Math.exp(from[i]! - max);
      const logSum = max + Math.log(sum);
      for (let i = start; i < end; i++) to[i] = Math.exp(from[i]! - logSum);
    }
  };
}
