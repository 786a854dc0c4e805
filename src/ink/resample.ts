import type { Extent } from './extent.js';
import { IMAGE_SIDE } from './types.js';

/** A rectangle cut out of an image of levels, each of which stands for a value. */
export interface Cutting {
  readonly levels: Uint8Array;
  /** Of the whole image. */
  readonly width: number;
  readonly crop: Extent;
  readonly values: Float32Array;
}

/**
 * Writes the mean of a cutting over each pixel of the grid: exact area averages of the image taken as
 * small squares, zero outside the crop, at any scale. The crop's upper left corner comes to lie at
 * (left, top) of the grid, and a grid pixel is `step` image pixels wide.
 */
export function resample(
  { levels, width, crop, values }: Cutting,
  step: number,
  left: number,
  top: number,
  image: Float32Array,
): void {
  image.fill(0);
  const line = new Float64Array(IMAGE_SIDE);
  const originX = crop.left - left * step;
  const originY = crop.top - top * step;
  for (let row = crop.top; row < crop.bottom; row++) {
    const first = Math.max(0, Math.floor((row - originY) / step));
    const last = Math.min(IMAGE_SIDE - 1, Math.floor((row + 1 - originY) / step));
    sumLine(levels, row * width, crop, values, originX, step, line);
    for (let to = first; to <= last; to++) {
      const upper = originY + to * step;
      const share = Math.min(row + 1, upper + step) - Math.max(row, upper);
      if (share <= 0) continue;
      const weight = share / (step * step);
      const offset = to * IMAGE_SIDE;
      for (let column = 0; column < IMAGE_SIDE; column++) {
        image[offset + column]! += weight * line[column]!;
      }
    }
  }
  for (let i = 0; i < image.length; i++) if (image[i]! > 1) image[i] = 1;
}

/** Integrates one row of the image over each column of the grid. */
function sumLine(
  levels: Uint8Array,
  offset: number,
  crop: Extent,
  values: Float32Array,
  originX: number,
  step: number,
  line: Float64Array,
): void {
  for (let column = 0; column < IMAGE_SIDE; column++) {
    const from = Math.max(crop.left, originX + column * step);
    const to = Math.min(crop.right, originX + (column + 1) * step);
    let sum = 0;
    if (from < to) {
      const first = Math.floor(from);
      const last = Math.ceil(to) - 1;
      for (let x = first; x <= last; x++) sum += values[levels[offset + x]!]!;
      sum -= (from - first) * values[levels[offset + first]!]!;
      sum -= (last + 1 - to) * values[levels[offset + last]!]!;
    }
    line[column] = sum;
  }
}
