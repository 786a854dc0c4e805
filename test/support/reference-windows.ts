import type { LayerOptions } from './layers-model.js';
import { build, get, type NdArray } from './ndarray.js';

type Pair = [number, number];

export function pair(value: unknown): Pair {
  return Array.isArray(value) ? (value as Pair) : [value as number, value as number];
}

/**
 * What a window covers at each of its positions.
 *
 * @returns for an output row and column the list of [row in the window, column in the window, row in
 *   the image, column in the image], padding (rows and columns outside the image) included.
 */
export function windows(options: LayerOptions, window: Pair, strides: Pair, input: NdArray) {
  const dilations = pair(options['dilation_rate'] ?? 1);
  const rows = axis(input.dims[0]!, window[0], strides[0], dilations[0], options['padding']);
  const columns = axis(input.dims[1]!, window[1], strides[1], dilations[1], options['padding']);
  return {
    size: [rows.length, columns.length] as const,
    at: (row: number, column: number) =>
      rows[row]!.flatMap((y, i) => columns[column]!.map((x, j) => [i, j, y, x] as const)),
  };
}

/** For each output, the inputs under the window. TensorFlow's rule: what is odd goes to the end. */
function axis(
  size: number,
  window: number,
  stride: number,
  dilation: number,
  padding: unknown,
): number[][] {
  const taps = [...Array(window).keys()].map((tap) => tap * dilation);
  const reach = taps.at(-1)!;
  const starts: number[] = [];
  if (padding === 'same') {
    const count = Math.ceil(size / stride);
    const missing = Math.max(0, (count - 1) * stride + reach + 1 - size);
    for (let i = 0; i < count; i++) starts.push(i * stride - Math.floor(missing / 2));
  } else {
    for (let start = 0; start + reach < size; start += stride) starts.push(start);
  }
  return starts.map((start) => taps.map((tap) => start + tap));
}

/** @param kernel [rows, columns, input channels, filters] */
export function convolve(options: LayerOptions, input: NdArray, kernel: NdArray): NdArray {
  const [rows, columns, channels, filters] = kernel.dims as [number, number, number, number];
  const { size, at } = windows(options, [rows, columns], pair(options['strides'] ?? 1), input);
  return build([...size, filters], ([row, column, filter]) => {
    let sum = 0;
    for (const [i, j, y, x] of at(row!, column!)) {
      for (let c = 0; c < channels; c++) {
        sum += get(input, [y, x, c], 0) * get(kernel, [i, j, c, filter!]);
      }
    }
    return sum;
  });
}

/** @param kernel [rows, columns, channels, multiplier] */
export function convolveDepthwise(options: LayerOptions, input: NdArray, kernel: NdArray): NdArray {
  const [rows, columns, channels, multiplier] = kernel.dims as [number, number, number, number];
  const { size, at } = windows(options, [rows, columns], pair(options['strides'] ?? 1), input);
  return build([...size, channels * multiplier], ([row, column, filter]) => {
    const channel = Math.floor(filter! / multiplier);
    const m = filter! % multiplier;
    return at(row!, column!).reduce(
      (sum, [i, j, y, x]) => sum + get(input, [y, x, channel], 0) * get(kernel, [i, j, channel, m]),
      0,
    );
  });
}

/** `reduce` sees the numbers under the window, without those of the padding. */
export function pool(
  options: LayerOptions,
  input: NdArray,
  reduce: (values: number[]) => number,
): NdArray {
  const window = pair(options['pool_size'] ?? 2);
  const { size, at } = windows(options, window, pair(options['strides'] ?? window), input);
  return build([...size, input.dims[2]!], ([row, column, channel]) =>
    reduce(
      at(row!, column!)
        .map(([, , y, x]) => get(input, [y, x, channel!]))
        .filter((value) => !Number.isNaN(value)),
    ),
  );
}
