import type { Pixels } from './drawing.js';
import { type Histogram, otsuSplit } from './histogram.js';

/** One value for each pixel of a picture, row by row. */
export interface Plane<Values = Float32Array> {
  readonly width: number;
  readonly height: number;
  readonly values: Values;
}

/** Of larger pictures, blocks of pixels are averaged. */
const MAX_PIXELS = 480 * 480;

/**
 * How dark each pixel is, 0 to 255, or how light if ink is light. What is transparent is 0.
 *
 * Takes luma Y′ of ITU-R BT.709 (item 3.2) of the colors as stored.
 */
export function darknessOf({ width, height, data }: Pixels): Plane {
  const size = Math.ceil(Math.sqrt((width * height) / MAX_PIXELS));
  const columns = Math.ceil(width / size);
  const rows = Math.ceil(height / size);
  const values = new Float32Array(columns * rows);
  const alpha = new Float32Array(columns * rows);
  for (let row = 0, at = 0; row < height; row++) {
    let block = Math.floor(row / size) * columns;
    for (let column = 0, rest = size; column < width; column++, at += 4) {
      const luma = 0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!;
      values[block]! += data[at + 3]! * luma;
      alpha[block]! += data[at + 3]!;
      if (--rest > 0) continue;
      rest = size;
      block++;
    }
  }
  for (let row = 0, block = 0; row < rows; row++) {
    const down = Math.min(size, height - row * size);
    for (let column = 0; column < columns; column++, block++) {
      if (alpha[block]! > 0) values[block]! /= alpha[block]!;
      alpha[block]! /= down * Math.min(size, width - column * size);
    }
  }
  const luma = { width: columns, height: rows, values };
  const isDark = hasDarkInk(luma, alpha);
  for (let i = 0; i < values.length; i++) {
    values[i] = ((isDark ? 255 - values[i]! : values[i]!) * alpha[i]!) / 255;
  }
  return luma;
}

/** Luma of one-colored ink on transparent paper varies less than this, despite antialiasing. */
const ONE_COLOR = 32;
/** How far the surroundings of a pixel reach, as a fraction of the longer side. */
const SURROUNDINGS = 0.25;

/**
 * Whether ink is dark on light, or light on dark.
 *
 * If most of the picture is transparent, or its opaque pixels have one color, those pixels are the ink, and
 * their luma decides. Otherwise ink is rarer than the paper around it: what differs most from the mean of its
 * surroundings is ink. The third powers of the differences cancel out in shading, in noise, and at the edges
 * of shadows and frames. The means come from an integral image (F. Crow, "Summed-area tables for texture
 * mapping", 1984).
 */
function hasDarkInk({ width, height, values }: Plane, alpha: Float32Array): boolean {
  const histogram: Histogram = new Float64Array(256);
  let opaque = 0;
  let moment = 0;
  for (let i = 0; i < alpha.length; i++) {
    histogram[Math.round(values[i]!)]! += alpha[i]!;
    opaque += alpha[i]!;
    moment += alpha[i]! * values[i]!;
  }
  const average = moment / opaque;
  const split = otsuSplit(histogram);
  const whole = 255 * alpha.length;
  const oneColor = !split || split.upperMean - split.lowerMean < ONE_COLOR;
  if (opaque < whole && (opaque < whole / 2 || oneColor)) return average < 128;

  const levels = values.map((level, i) => (alpha[i]! < 128 ? average : level));
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0, sum = 0; column < width; column++, i++) {
      sum += levels[i]!;
      const below = (row + 1) * (width + 1) + column + 1;
      sums[below] = sums[below - width - 1]! + sum;
    }
  }
  const reach = Math.ceil(SURROUNDINGS * Math.max(width, height));
  let skew = 0;
  for (let row = 0, i = 0; row < height; row++) {
    const top = Math.max(0, row - reach);
    const bottom = Math.min(height, row + reach + 1);
    for (let column = 0; column < width; column++, i++) {
      const left = Math.max(0, column - reach);
      const right = Math.min(width, column + reach + 1);
      const above = sums[top * (width + 1) + right]! - sums[top * (width + 1) + left]!;
      const sum = sums[bottom * (width + 1) + right]! - sums[bottom * (width + 1) + left]! - above;
      const difference = levels[i]! - sum / ((bottom - top) * (right - left));
      skew += difference * difference * difference;
    }
  }
  return skew <= 0;
}

/** Half the width of the widest ink, as a fraction of the longer side. */
const WIDEST = 0.25;
/** Paper is at least this bright, beside the brightest paper. */
const DARKEST_PAPER = 0.25;

/**
 * How much darker than the paper there each pixel is, 0 to 255, so that neither shading nor the edge of a
 * shadow is ink.
 */
export function withoutShading(darkness: Plane): Plane<Uint8Array> {
  const { width, height, values } = darkness;
  const brightness = values.map((level) => 255 - level);
  const paper = paperOf({ width, height, values: brightness });
  let brightest = 0;
  for (const level of paper) if (level > brightest) brightest = level;
  const levels = new Uint8Array(values.length);
  for (let i = 0; i < levels.length; i++) {
    const white = Math.max(paper[i]!, DARKEST_PAPER * brightest, 1);
    levels[i] = Math.round(255 * Math.max(0, 1 - brightness[i]! / white));
  }
  return { width, height, values: levels };
}

/** Blocks along the longer side. */
const BLOCKS = 32;

/**
 * How bright the paper is at each pixel, by a grayscale closing: the maximum around it, then the minimum of that
 * (J. Serra, "Image Analysis and Mathematical Morphology", 1982). It fills ink, and keeps shadows that are
 * wider. It is computed for blocks of pixels; the minimum reaches one block further, so that a block half in a
 * shadow does not count as lit.
 */
function paperOf({ width, height, values }: Plane): Float32Array {
  const size = Math.ceil(Math.max(width, height) / BLOCKS);
  const reach = Math.ceil((WIDEST * Math.max(width, height)) / size);
  // The border is repeated so far that nothing beyond counts.
  const margin = 2 * reach + 1;
  const columns = Math.ceil(width / size) + 2 * margin;
  const rows = Math.ceil(height / size) + 2 * margin;
  const blockAt = (column: number, row: number): number =>
    (Math.floor(row / size) + margin) * columns + Math.floor(column / size) + margin;
  const blocks = new Float32Array(columns * rows);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const block = blockAt(column, row);
      if (values[i]! > blocks[block]!) blocks[block] = values[i]!;
    }
  }
  const inside = (at: number, count: number) => Math.min(count - margin - 1, Math.max(margin, at));
  const repeated = blocks.map((_, i) => {
    const column = i % columns;
    return blocks[inside((i - column) / columns, rows) * columns + inside(column, columns)]!;
  });
  const lit = extremes(extremes(repeated, 1, reach, 1), columns, reach, 1);
  const least = size > 1 ? reach + 1 : reach;
  const paper = extremes(extremes(lit, 1, least, -1), columns, least, -1);
  return values.map((_, i) => paper[blockAt(i % width, Math.floor(i / width))]!);
}

/** The maxima, or with sign -1 the minima, of the values at most `reach` times `stride` apart. */
function extremes(values: Float32Array, stride: number, reach: number, sign: 1 | -1): Float32Array {
  return values.map((value, i) => {
    let extreme = sign * value;
    const last = Math.min(values.length - 1, i + reach * stride);
    for (let at = Math.max(i % stride, i - reach * stride); at <= last; at += stride) {
      if (sign * values[at]! > extreme) extreme = sign * values[at]!;
    }
    return sign * extreme;
  });
}

/** Smooths with the binomial weights 1 2 1 along and across. The border is repeated. */
export function smooth({ width, height, values }: Plane<Uint8Array>): Plane<Uint8Array> {
  const rows = new Uint16Array(values.length);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const before = values[column > 0 ? i - 1 : i]!;
      rows[i] = before + 2 * values[i]! + values[column < width - 1 ? i + 1 : i]!;
    }
  }
  const smoothed = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const above = rows[i < width ? i : i - width]!;
    const below = rows[i + width < values.length ? i + width : i]!;
    smoothed[i] = Math.round((above + 2 * rows[i]! + below) / 16);
  }
  return { width, height, values: smoothed };
}
