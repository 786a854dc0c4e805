import type { Conv2d } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernel.js';
import { LANES, packColumns } from './pack.js';

/** All that the loops need to know. Numbers are counted in elements of the arrays. */
interface Layout {
  /** Of the output. */
  readonly rows: number;
  readonly columns: number;
  readonly filters: number;
  /** From a pixel's window to that of the pixel below it, and to its right. */
  readonly rowStep: number;
  readonly columnStep: number;
  /** The window: where its runs of adjacent numbers start, from its corner, and how long each is. */
  readonly runs: Int32Array;
  readonly runLength: number;
  /** Packed: [blocks, window, LANES]. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Convolution over an input that is padded already: the padding of `operation` must be zero.
 */
export function conv2d(operation: Conv2d, input: Tensor, output: Tensor): Kernel {
  const [, width, channels] = input.shape;
  const [rows, columns, filters] = output.shape;
  const [runs, runLength] = findRuns(operation, width, channels);
  const layout: Layout = {
    rows,
    columns,
    filters,
    rowStep: operation.strides[0] * width * channels,
    columnStep: operation.strides[1] * channels,
    runs,
    runLength,
    weights: packColumns(operation.weights, runs.length * runLength, filters),
    bias: operation.bias,
  };
  return () => convolve(layout, input.data, output.data);
}

/**
 * Two neighbouring pixels by four output channels at a time: eight sums and their six factors stay
 * in registers. Of the orders measured (one to six pixels, two to sixteen channels, patches first,
 * float32 or float64 sums) this is the quickest in V8; so are locals rather than what a closure holds.
 */
function convolve(layout: Layout, x: Float32Array, y: Float32Array): void {
  const { rows, columns, filters, rowStep, columnStep, runs, runLength, weights, bias } = layout;
  const depth = runs.length * runLength;
  // The last pair of an odd row does the pixel before it again; a single column is its own pair.
  const lastPair = Math.max(0, columns - 2);
  const pairStep = columns > 1 ? columnStep : 0;
  const pairOutput = columns > 1 ? filters : 0;
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < filters; block += LANES) {
      const f0 = block;
      const f1 = Math.min(block + 1, filters - 1);
      const f2 = Math.min(block + 2, filters - 1);
      const f3 = Math.min(block + 3, filters - 1);
      const b0 = bias[f0]!;
      const b1 = bias[f1]!;
      const b2 = bias[f2]!;
      const b3 = bias[f3]!;
      for (let pair = 0; pair < columns; pair += 2) {
        const column = Math.min(pair, lastPair);
        const corner = row * rowStep + column * columnStep;
        let s0 = b0;
        let s1 = b1;
        let s2 = b2;
        let s3 = b3;
        let t0 = b0;
        let t1 = b1;
        let t2 = b2;
        let t3 = b3;
        let w = block * depth;
        for (let run = 0; run < runs.length; run++) {
          let i = corner + runs[run]!;
          const end = i + runLength;
          for (; i < end; i++) {
            const u = x[i]!;
            const v = x[i + pairStep]!;
            // Paper is zero, and so is much of what a relu lets through.
            if (u !== 0 || v !== 0) {
              const w0 = weights[w]!;
              const w1 = weights[w + 1]!;
              const w2 = weights[w + 2]!;
              const w3 = weights[w + 3]!;
              s0 += u * w0;
              t0 += v * w0;
              s1 += u * w1;
              t1 += v * w1;
              s2 += u * w2;
              t2 += v * w2;
              s3 += u * w3;
              t3 += v * w3;
            }
            w += LANES;
          }
        }
        const s = (row * columns + column) * filters;
        const t = s + pairOutput;
        y[s + f0] = s0;
        y[s + f1] = s1;
        y[s + f2] = s2;
        y[s + f3] = s3;
        y[t + f0] = t0;
        y[t + f1] = t1;
        y[t + f2] = t2;
        y[t + f3] = t3;
      }
    }
  }
}

/**
 * The window as runs of adjacent numbers: a row of it where columns are adjacent, else a pixel.
 *
 * @returns where each run starts, counted from the window's corner, and the length of all runs.
 */
function findRuns(
  { window, dilations }: Conv2d,
  width: number,
  channels: number,
): [starts: Int32Array, length: number] {
  const [rows, columns] = window;
  const perRow = dilations[1] === 1 ? 1 : columns;
  const starts = Int32Array.from(
    { length: rows * perRow },
    (_, run) =>
      (Math.floor(run / perRow) * dilations[0] * width + (run % perRow) * dilations[1]) * channels,
  );
  return [starts, (columns / perRow) * channels];
}
