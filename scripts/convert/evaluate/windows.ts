import type { SourceLayer, SourceTensor } from '../layers/source-layer.js';
import { buildImage, type ImageView, type NdArray } from './ndarray.js';

/** Where a window of a layer lies on its image, along one axis. */
interface Axis {
  readonly outputs: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  /** Of the first window; negative with padding. */
  readonly start: number;
}

interface Windows {
  readonly rows: Axis;
  readonly columns: Axis;
}

/** @param window height and width */
export function placeWindows(
  { config }: SourceLayer,
  { height, width }: Pick<ImageView, 'height' | 'width'>,
  window: unknown,
  defaultStrides: unknown,
): Windows {
  const strides = config['strides'] ?? defaultStrides;
  const dilations = config['dilation_rate'] ?? 1;
  const isSame = config['padding'] === 'same';
  const place = (size: number, axis: 0 | 1): Axis => {
    const [w, stride, dilation] = [window, strides, dilations].map((option) =>
      Number(Array.isArray(option) ? option[axis] : option),
    ) as [number, number, number];
    const extent = (w - 1) * dilation + 1;
    const outputs = isSame ? Math.ceil(size / stride) : Math.floor((size - extent) / stride + 1);
    const missing = isSame ? Math.max(0, (outputs - 1) * stride + extent - size) : 0;
    return { outputs, window: w, stride, dilation, start: -Math.floor(missing / 2) };
  };
  return { rows: place(height, 0), columns: place(width, 1) };
}

/** The numbers of an image under one window, those outside left out. */
function visit(
  { rows, columns }: Windows,
  image: ImageView,
  [row, column]: readonly [number, number],
  see: (y: number, x: number, i: number, j: number) => void,
): void {
  for (let i = 0; i < rows.window; i++) {
    const y = rows.start + row * rows.stride + i * rows.dilation;
    if (y < 0 || y >= image.height) continue;
    for (let j = 0; j < columns.window; j++) {
      const x = columns.start + column * columns.stride + j * columns.dilation;
      if (x >= 0 && x < image.width) see(y, x, i, j);
    }
  }
}

export function convolve(
  windows: Windows,
  image: ImageView,
  kernel: SourceTensor,
  channelsFirst: boolean,
): NdArray {
  const weight = kernelAt(kernel, windows);
  const channels = kernel.shape[kernel.layout === 'OIHW' ? 0 : 3] ?? 0;
  return buildImage(outputSize(windows, channels), channelsFirst, (row, column, out) => {
    let sum = 0;
    visit(windows, image, [row, column], (y, x, i, j) => {
      for (let c = 0; c < image.channels; c++) sum += image.at(y, x, c) * weight(i, j, c, out);
    });
    return sum;
  });
}

/** Each channel by itself, with `multiplier` kernels: output channel c * multiplier + m. */
export function convolveDepthwise(
  windows: Windows,
  image: ImageView,
  kernel: SourceTensor,
  channelsFirst: boolean,
): NdArray {
  const weight = kernelAt(kernel, windows);
  const multiplier = kernel.shape[kernel.layout === 'OIHW' ? 0 : 3] ?? 0;
  const size = outputSize(windows, image.channels * multiplier);
  return buildImage(size, channelsFirst, (row, column, out) => {
    const channel = Math.floor(out / multiplier);
    let sum = 0;
    visit(windows, image, [row, column], (y, x, i, j) => {
      sum += image.at(y, x, channel) * weight(i, j, channel, out % multiplier);
    });
    return sum;
  });
}

export function pool(
  windows: Windows,
  image: ImageView,
  channelsFirst: boolean,
  reduce: (values: readonly number[]) => number,
): NdArray {
  const size = outputSize(windows, image.channels);
  return buildImage(size, channelsFirst, (row, column, channel) => {
    const values: number[] = [];
    visit(windows, image, [row, column], (y, x) => values.push(image.at(y, x, channel)));
    return reduce(values);
  });
}

function outputSize({ rows, columns }: Windows, channels: number) {
  return { height: rows.outputs, width: columns.outputs, channels };
}

type KernelAt = (row: number, column: number, input: number, output: number) => number;

function kernelAt({ shape, values, layout, flipped }: SourceTensor, windows: Windows): KernelAt {
  const [h, w] = [windows.rows.window - 1, windows.columns.window - 1];
  const [, b = 0, c = 0, d = 0] = shape;
  const at: KernelAt =
    layout === 'OIHW'
      ? (row, column, input, output) => values[((output * b + input) * c + row) * d + column] ?? NaN
      : (row, column, input, output) =>
          values[((row * b + column) * c + input) * d + output] ?? NaN;
  return flipped ? (row, column, ...channels) => at(h - row, w - column, ...channels) : at;
}
