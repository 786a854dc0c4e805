/** Numbers without their batch, the last axis fastest. */
export interface NdArray {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/** An image whose axes may lie in any order: the number at (row, column, channel). */
export interface ImageView {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  at(row: number, column: number, channel: number): number;
}

export function viewImage({ dims, data }: NdArray, channelsFirst: boolean): ImageView {
  if (dims.length !== 3) throw new Error(`an image has three axes, not ${dims.length}`);
  const [a = 0, b = 0, c = 0] = dims;
  if (channelsFirst) {
    const at = (row: number, column: number, channel: number) =>
      data[(channel * b + row) * c + column] ?? NaN;
    return { channels: a, height: b, width: c, at };
  }
  const at = (row: number, column: number, channel: number) =>
    data[(row * b + column) * c + channel] ?? NaN;
  return { height: a, width: b, channels: c, at };
}

/** An image of which each number is computed, its axes in the order asked for. */
export function buildImage(
  size: Pick<ImageView, 'height' | 'width' | 'channels'>,
  channelsFirst: boolean,
  compute: ImageView['at'],
): NdArray {
  const { height, width, channels } = size;
  const data = new Float64Array(height * width * channels);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const position = channelsFirst
          ? (channel * height + row) * width + column
          : (row * width + column) * channels + channel;
        data[position] = compute(row, column, channel);
      }
    }
  }
  return { dims: channelsFirst ? [channels, height, width] : [height, width, channels], data };
}

export function map({ dims, data }: NdArray, f: (x: number) => number): NdArray {
  return { dims, data: data.map(f) };
}

/** The axes in another order: axis i of the result is axis `order[i]` of the array. */
export function transpose({ dims, data }: NdArray, order: readonly number[]): NdArray {
  const target = order.map((axis) => dims[axis] ?? 0);
  const result = data.map((_, position) => {
    let rest = position;
    const index = dims.map(() => 0);
    for (let i = order.length - 1; i >= 0; i--) {
      const size = target[i] ?? 1;
      index[order[i] ?? 0] = rest % size;
      rest = Math.floor(rest / size);
    }
    return data[dims.reduce((sum, size, axis) => sum * size + (index[axis] ?? 0), 0)] ?? NaN;
  });
  return { dims: target, data: result };
}
