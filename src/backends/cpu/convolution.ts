import type { Conv2d, Dense, DepthwiseConv2d, Operation, Plan, Shape } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernels.js';

/** Settings of the loops. */
interface Layout {
  /** Of the output. */
  readonly rows: number;
  readonly columns: number;
  readonly filters: number;
  /** Pixels from a window to the next one below, and to the right. */
  readonly rowStride: number;
  readonly columnStride: number;
  /** The window as runs of adjacent pixels: each run's first pixel, counted from the window's corner. */
  readonly runs: Int32Array;
  /** Pixels per run. */
  readonly runLength: number;
  /** Channels of the input. */
  readonly channels: number;
  /** [blocks, window, LANES] */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Convolution. The padding of `operation` must be zero; see {@link withExplicitPadding}. */
export function conv2d(operation: Conv2d, input: Tensor, output: Tensor): Kernel {
  const { window, strides, dilations } = operation;
  const [, width, channels] = input.shape;
  const [rows, columns, filters] = output.shape;
  const depth = window[0] * window[1] * channels;
  const layout: Layout = {
    rows,
    columns,
    filters,
    rowStride: strides[0] * width,
    columnStride: strides[1],
    ...findRuns(window, dilations, width),
    channels,
    weights: packColumns(operation.weights, depth, filters),
    bias: operation.bias,
  };
  return createKernel(layout, input, output);
}

/** Vector times matrix, as a convolution over one pixel. */
export function dense({ weights, bias }: Dense, input: Tensor, output: Tensor): Kernel {
  const channels = input.data.length;
  const layout: Layout = {
    rows: 1,
    columns: 1,
    filters: bias.length,
    rowStride: 0,
    columnStride: 0,
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
 * Skips zeros: paper is zero, and so are most outputs of a relu. In the bundled network seven in ten inputs
 * are zero. The nonzero values are collected once; each window then reads those in its runs. Eight output
 * channels are computed at a time, so that the sums stay in registers. Other loop orders are slower
 * (docs/cost-model.md).
 */
function convolve(layout: Layout, nonzeros: Nonzeros, y: Float32Array): void {
  // V8 reads local variables faster than those of a closure.
  const { rows, columns, filters, rowStride, columnStride, runs, runLength, weights, bias } =
    layout;
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
        const corner = row * rowStride + column * columnStride;
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
          // Difference between the position of a value and that of its weights.
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

/** Splits the window into runs of adjacent pixels: its rows, or single pixels if it is dilated. */
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

/** The nonzero values of a tensor, pixel by pixel (compressed sparse rows). */
interface Nonzeros {
  /** [pixels + 1]: index of each pixel's first value, then the number of values. */
  readonly starts: Int32Array;
  /** Index of each value in the tensor, times {@link LANES}. */
  readonly positions: Int32Array;
  readonly values: Float32Array;
}

/** Large enough for a tensor without zeros. */
function createNonzeros({ shape: [height, width], data }: Tensor): Nonzeros {
  return {
    starts: new Int32Array(height * width + 1),
    positions: new Int32Array(data.length),
    values: new Float32Array(data.length),
  };
}

function collectNonzeros({ shape: [, , channels], data }: Tensor, into: Nonzeros): void {
  const { starts, positions, values } = into;
  const pixels = starts.length - 1;
  let found = 0;
  let index = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    starts[pixel] = found;
    for (const end = index + channels; index < end; index++) {
      const value = data[index]!;
      // Writes zeros too, and overwrites them next: a branch here would be mispredicted often.
      values[found] = value;
      positions[found] = index * LANES;
      found += value !== 0 ? 1 : 0;
    }
  }
  starts[pixels] = found;
}

/**
 * Depthwise convolution. The weights [rows, columns, channels, multiplier] are read as
 * [taps, output channels]. The padding of `operation` must be zero; see {@link withExplicitPadding}.
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
  const rowStride = strides[0] * width * channels;
  const columnStride = strides[1] * channels;
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
        let corner = row * rowStride + column * columnStride;
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

/**
 * Inserts a pad operation before each convolution with padding, so that inner loops need not check for the
 * edges. Pools keep their padding, because they ignore it.
 */
export function withExplicitPadding(plan: Plan): Pick<Plan, 'values' | 'operations'> {
  const values: Shape[] = [...plan.values];
  const operations = plan.operations.flatMap((operation): Operation[] => {
    if (operation.kind !== 'conv2d' && operation.kind !== 'depthwiseConv2d') return [operation];
    const { name, input, padding } = operation;
    const { top, bottom, left, right } = padding;
    if (top + bottom + left + right === 0) return [operation];
    const [height, width, channels] = plan.values[input]!;
    const output = values.push([height + top + bottom, width + left + right, channels]) - 1;
    return [
      { kind: 'pad', name, input, output, padding, multiplyAdds: 0 },
      { ...operation, input: output, padding: { top: 0, bottom: 0, left: 0, right: 0 } },
    ];
  });
  return { values, operations };
}

/** Output channels computed together. The loop of the convolution is unrolled for this number. */
const LANES = 8;

/**
 * Reorders a matrix so that the inner loop reads the weights of a block one after the other. An incomplete
 * last block repeats the last column; these lanes store the same result, so no extra loop is needed.
 *
 * @param matrix [rows, columns]
 * @returns [ceil(columns / LANES), rows, LANES]
 */
function packColumns(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const packed = new Float32Array(Math.ceil(columns / LANES) * rows * LANES);
  let index = 0;
  for (let block = 0; block < columns; block += LANES) {
    for (let row = 0; row < rows; row++) {
      for (let lane = 0; lane < LANES; lane++) {
        packed[index++] = matrix[row * columns + Math.min(block + lane, columns - 1)]!;
      }
    }
  }
  return packed;
}
