import type { Conv2d, Dense, DepthwiseConv2d, Operation, Plan, Shape } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernels.js';

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

/** The numbers of a value that are not zero, pixel after pixel (compressed sparse rows). */
interface Nonzeros {
  /** [pixels + 1]: where the numbers of each pixel begin, and where the last one's end. */
  readonly starts: Int32Array;
  /** Where each number stood in the value, times {@link LANES}. */
  readonly positions: Int32Array;
  readonly values: Float32Array;
}

/** Room for the case that none is zero. */
function createNonzeros({ shape: [height, width], data }: Tensor): Nonzeros {
  return {
    starts: new Int32Array(height * width + 1),
    positions: new Int32Array(data.length),
    values: new Float32Array(data.length),
  };
}

/** Collects the numbers of `tensor` that are not zero. */
function collectNonzeros({ shape: [, , channels], data }: Tensor, into: Nonzeros): void {
  const { starts, positions, values } = into;
  const pixels = starts.length - 1;
  let found = 0;
  let index = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    starts[pixel] = found;
    for (const end = index + channels; index < end; index++) {
      const value = data[index]!;
      // Written in any case: whether it counts is then no branch, and the processor need not guess.
      values[found] = value;
      positions[found] = index * LANES;
      found += value !== 0 ? 1 : 0;
    }
  }
  starts[pixels] = found;
}

/**
 * Depthwise convolution. The weights [rows, columns, channels, multiplier] are, read as
 * [taps, output channels], already in the order in which the sums need them.
 *
 * The padding of `operation` must be zero: an explicit one has come before.
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
  const rowStep = strides[0] * width * channels;
  const columnStep = strides[1] * channels;
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
        let corner = row * rowStep + column * columnStep;
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
 * Gives each convolution that pads a padded input of its own, so that no inner loop asks where
 * the image ends. Pools keep their padding: they leave it out instead of reading it.
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

/** Output channels computed together; the loops of the convolution are written out for this many. */
const LANES = 8;

/**
 * Reorders a matrix so that the inner loops read the weights of a block in one stretch.
 *
 * The last block repeats the last column where the columns do not fill it: its lanes then compute
 * and store the same number, and no loop needs a remainder.
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
