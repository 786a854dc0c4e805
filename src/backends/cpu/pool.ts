import type { AveragePool, MaxPool } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernel.js';

/** The greatest of each window, padding left out. */
export function maxPool(operation: MaxPool, input: Tensor, output: Tensor): Kernel {
  const x = input.data;
  const y = output.data;
  const [, width, channels] = input.shape;
  const { rows, columns } = findWindows(operation, input, output);
  return () => {
    let index = 0;
    for (let r = 0; r < rows.length; r += 2) {
      for (let c = 0; c < columns.length; c += 2) {
        for (let channel = 0; channel < channels; channel++) {
          let greatest = -Infinity;
          for (let row = rows[r]!; row < rows[r + 1]!; row++) {
            for (let column = columns[c]!; column < columns[c + 1]!; column++) {
              const value = x[(row * width + column) * channels + channel]!;
              if (value > greatest) greatest = value;
            }
          }
          y[index++] = greatest;
        }
      }
    }
  };
}

/** The mean of each window, padding neither summed nor counted. */
export function averagePool(operation: AveragePool, input: Tensor, output: Tensor): Kernel {
  const x = input.data;
  const y = output.data;
  const [, width, channels] = input.shape;
  const { rows, columns } = findWindows(operation, input, output);
  return () => {
    let index = 0;
    for (let r = 0; r < rows.length; r += 2) {
      for (let c = 0; c < columns.length; c += 2) {
        const count = (rows[r + 1]! - rows[r]!) * (columns[c + 1]! - columns[c]!);
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          for (let row = rows[r]!; row < rows[r + 1]!; row++) {
            for (let column = columns[c]!; column < columns[c + 1]!; column++) {
              sum += x[(row * width + column) * channels + channel]!;
            }
          }
          y[index++] = sum / count;
        }
      }
    }
  };
}

/** What each window covers of the input: pairs of first row (column) and the one after the last. */
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
