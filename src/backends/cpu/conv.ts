import type { Conv2d, Dense } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernel.js';
import { collectNonzeros, createNonzeros, type Nonzeros } from './nonzeros.js';
import { LANES, packColumns } from './pack.js';

/** All that the loops need to know. */
interface Layout {
  /** Of the output. */
  readonly rows: number;
  readonly columns: number;
  readonly filters: number;
  /** In pixels, from a window to the one below it and to its right. */
  readonly rowStep: number;
  readonly columnStep: number;
  /** The window: where its runs of adjacent pixels start, counted from its corner. */
  readonly runs: Int32Array;
  /** Pixels of a run. */
  readonly runLength: number;
  /** Of the input. */
  readonly channels: number;
  /** Packed: [blocks, window, LANES]. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Convolution over an input that is padded already: the padding of `operation` must be zero.
 */
export function conv2d(operation: Conv2d, input: Tensor, output: Tensor): Kernel {
  const { window, strides, dilations } = operation;
  const [, width, channels] = input.shape;
  const [rows, columns, filters] = output.shape;
  const depth = window[0] * window[1] * channels;
  const layout: Layout = {
    rows,
    columns,
    filters,
    rowStep: strides[0] * width,
    columnStep: strides[1],
    ...findRuns(window, dilations, width),
    channels,
    weights: packColumns(operation.weights, depth, filters),
    bias: operation.bias,
  };
  return createKernel(layout, input, output);
}

/** Vector times matrix: a convolution of one window over one pixel. */
export function dense({ weights, bias }: Dense, input: Tensor, output: Tensor): Kernel {
  const channels = input.data.length;
  const layout: Layout = {
    rows: 1,
    columns: 1,
    filters: bias.length,
    rowStep: 0,
    columnStep: 0,
    ...findRuns([1, 1], [1, 1], 1),
    channels,
    weights: packColumns(weights, channels, bias.length),
    bias,
  };
  return createKernel(layout, { shape: [1, 1, channels], data: input.data }, output);
}

function createKernel(layout: Layout, input: Tensor, output: Tensor): Kernel {
  const nonzeros = createNonzeros(input);
  return () => {
    collectNonzeros(input, nonzeros);
    convolve(layout, nonzeros, output.data);
  };
}

/**
 * Paper is zero, and so is most of what a relu lets through: of the bundled network's inputs seven
 * in ten. So the numbers that are not zero are collected once, and each window walks through its
 * own, which lie together run by run, for eight output channels at a time: eight sums and their two
 * factors stay in registers. docs/cost-model.md has the orders that were measured.
 */
function convolve(layout: Layout, nonzeros: Nonzeros, y: Float32Array): void {
  // Locals: V8 is slower with what a closure holds.
  const { rows, columns, filters, rowStep, columnStep, runs, runLength, weights, bias } = layout;
  const { starts, positions, values } = nonzeros;
  const pixelDepth = layout.channels * LANES;
  const runDepth = runLength * pixelDepth;
  const last = filters - 1;
  for (let f0 = 0, w0 = 0; f0 < filters; f0 += LANES, w0 += runs.length * runDepth) {
    const f1 = Math.min(f0 + 1, last);
    const f2 = Math.min(f0 + 2, last);
    const f3 = Math.min(f0 + 3, last);
    const f4 = Math.min(f0 + 4, last);
    const f5 = Math.min(f0 + 5, last);
    const f6 = Math.min(f0 + 6, last);
    const f7 = Math.min(f0 + 7, last);
    let out = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const corner = row * rowStep + column * columnStep;
        let s0 = bias[f0]!;
        let s1 = bias[f1]!;
        let s2 = bias[f2]!;
        let s3 = bias[f3]!;
        let s4 = bias[f4]!;
        let s5 = bias[f5]!;
        let s6 = bias[f6]!;
        let s7 = bias[f7]!;
        let runWeights = w0;
        for (let run = 0; run < runs.length; run++) {
          const first = corner + runs[run]!;
          const end = starts[first + runLength]!;
          // What takes a number's position in the value to that of its weights.
          const shift = runWeights - first * pixelDepth;
          for (let i = starts[first]!; i < end; i++) {
            const v = values[i]!;
            const w = positions[i]! + shift;
            s0 += v * weights[w]!;
            s1 += v * weights[w + 1]!;
            s2 += v * weights[w + 2]!;
            s3 += v * weights[w + 3]!;
            s4 += v * weights[w + 4]!;
            s5 += v * weights[w + 5]!;
            s6 += v * weights[w + 6]!;
            s7 += v * weights[w + 7]!;
          }
          runWeights += runDepth;
        }
        y[out + f0] = s0;
        y[out + f1] = s1;
        y[out + f2] = s2;
        y[out + f3] = s3;
        y[out + f4] = s4;
        y[out + f5] = s5;
        y[out + f6] = s6;
        y[out + f7] = s7;
        out += filters;
      }
    }
  }
}

/** The window as runs of adjacent pixels: a row of it where columns are adjacent, else a pixel. */
function findRuns(
  [rows, columns]: Conv2d['window'],
  dilations: Conv2d['dilations'],
  width: number,
): Pick<Layout, 'runs' | 'runLength'> {
  const perRow = dilations[1] === 1 ? 1 : columns;
  const runs = Int32Array.from(
    { length: rows * perRow },
    (_, run) => Math.floor(run / perRow) * dilations[0] * width + (run % perRow) * dilations[1],
  );
  return { runs, runLength: columns / perRow };
}
