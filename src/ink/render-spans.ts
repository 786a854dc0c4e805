import type { SpanUnion } from './spans.js';
import { IMAGE_LENGTH, IMAGE_SIDE } from './types.js';

/**
 * Writes the coverage of each pixel of the grid, 0 to 1, by spans on bands of height `bandHeight`, at
 * most 1, the upper left corner of whose first lies at (left, top). All of them must lie on the grid.
 */
export function renderSpans(
  spans: SpanUnion,
  bandHeight: number,
  left: number,
  top: number,
  image: Float32Array,
): void {
  image.fill(0);
  const { first, start, end, next } = spans;
  for (let band = 0; band < first.length; band++) {
    const upper = top + band * bandHeight;
    const row = Math.min(Math.floor(upper), IMAGE_SIDE - 1);
    const spill = row + 1 < IMAGE_SIDE ? Math.max(0, upper + bandHeight - row - 1) : 0;
    for (let span = first[band]!; span >= 0; span = next[span]!) {
      const from = left + start[span]!;
      const to = left + end[span]!;
      coverRow(image, row, from, to, bandHeight - spill);
      if (spill > 0) coverRow(image, row + 1, from, to, spill);
    }
  }
  // Sums of rounded parts may pass 1 by a hair.
  for (let i = 0; i < IMAGE_LENGTH; i++) if (image[i]! > 1) image[i] = 1;
}

/** Adds a strip of the given height, from one x to another, to a row of pixels. */
function coverRow(
  image: Float32Array,
  row: number,
  from: number,
  to: number,
  height: number,
): void {
  const offset = row * IMAGE_SIDE;
  const firstPixel = Math.max(0, Math.floor(from));
  const lastPixel = Math.min(IMAGE_SIDE - 1, Math.floor(to));
  if (firstPixel === lastPixel) {
    image[offset + firstPixel]! += (to - from) * height;
    return;
  }
  image[offset + firstPixel]! += (firstPixel + 1 - from) * height;
  for (let pixel = firstPixel + 1; pixel < lastPixel; pixel++) image[offset + pixel]! += height;
  image[offset + lastPixel]! += (to - lastPixel) * height;
}
