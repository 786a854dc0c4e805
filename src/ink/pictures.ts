import {
  DEFAULT_PREPROCESSING,
  describeValue,
  IMAGE_LENGTH,
  IMAGE_SIDE,
  InkError,
  type Pixels,
  type Preprocessing,
} from './drawing.js';
import { digitOf, findDigit, type Mask } from './find-digit.js';
import { histogramOf, otsuSplit, paperNoise, quantile } from './histogram.js';
import { darknessOf, type Plane, smooth, withoutShading } from './paper.js';
import { centerOfMass, renderCentered } from './rasterize.js';
import { withPen } from './stroke-width.js';

export interface PixelsOptions extends Partial<Preprocessing> {
  /** Strokes much thinner or thicker are made about as wide as this pen. Without it, they stay as they are. */
  penWidth?: number;
}

/**
 * Converts a picture of one digit to an input image: 28×28 values from 0 (paper) to 1 (ink), row by row;
 * null if the picture is blank.
 *
 * Takes the luma, with transparent pixels as paper, and out of it the light on the paper; removes frames, rules
 * and specks; stretches paper and ink to 0 and 1; gives strokes about the width of the pen; crops to the
 * ink; scales by area averages, keeping the aspect, so that the longer side fills the box; and centers as a
 * drawing is centered. A picture has no frame, so even a single speck, if it is all there is, fills the box.
 *
 * A 28×28 picture that already is an input image, like those of MNIST, is only stretched, because another
 * shift by a fraction of a pixel would blur it.
 *
 * A picture of more than 480×480 pixels is reduced first.
 *
 * @throws InkError `ink-invalid-pixels`
 */
export function pixelsToImage(pixels: Pixels, options: PixelsOptions = {}): Float32Array | null {
  checkPixels(pixels);
  const { penWidth } = options;
  const { box, centre } = { ...DEFAULT_PREPROCESSING, ...options };
  const darkness = darknessOf(pixels);
  if (pixels.width === IMAGE_SIDE && pixels.height === IMAGE_SIDE) {
    const asItIs = stretch(darkness.values);
    if (asItIs && isPreprocessed(asItIs, box, centre)) return asItIs;
  }
  const ink = inkOfDigit(withoutShading(darkness));
  if (!ink) return null;
  const image = new Float32Array(IMAGE_LENGTH);
  const faint = ink.width < pixels.width ? HALF : FAINT;
  const written = cut(ink, faint);
  const drawn = penWidth === undefined ? written : cut(withPen(written, penWidth / box), faint);
  const step = Math.max(drawn.width, drawn.height) / box;
  renderCentered(image, drawn.width / step, drawn.height / step, centre, (left, top) => {
    resample(drawn, step, left, top, image);
  });
  return image;
}

/**
 * Checks that a value is an image of at least one pixel, with four bytes for each.
 *
 * @throws InkError `ink-invalid-pixels`
 */
export function checkPixels(value: unknown): asserts value is Pixels {
  if (typeof value !== 'object' || value === null) {
    throw invalid(`it is ${describeValue(value)}`);
  }
  const { width, height, data } = value as Record<string, unknown>;
  if (!isSize(width) || !isSize(height)) {
    throw invalid(`its size is ${describeValue(width)}×${describeValue(height)}`);
  }
  if (!isBytes(data)) throw invalid('its data is not a Uint8ClampedArray or Uint8Array');
  if (data.length !== 4 * width * height) {
    throw invalid(
      `its data has ${data.length} bytes where ${width}×${height} RGBA pixels have ${4 * width * height}`,
    );
  }
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Reads the tag, because `instanceof` fails for an ImageData of another frame. */
function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Uint8ClampedArray]' || tag === '[object Uint8Array]';
}

function invalid(reason: string): InkError {
  return new InkError(
    'ink-invalid-pixels',
    `Not an image: ${reason}. Pass {width, height, data} with whole sizes above 0 and RGBA bytes, such as an ImageData.`,
  );
}

/** Minimum difference between the levels of ink and paper, of 255. */
const MIN_CONTRAST = 12;

/** Levels of darkness from paper (0) to ink (1); null if the picture is blank. */
function stretch(darkness: Float32Array): Float32Array | null {
  const histogram = histogramOf(darkness);
  const split = otsuSplit(histogram);
  if (!split || split.upperMean - split.lowerMean < MIN_CONTRAST) return null;
  const { paper, deviation } = paperNoise(histogram);
  const zero = Math.min(split.threshold, paper + 3 * deviation);
  const full = quantile(histogram, split.threshold + 1, 255, 0.9);
  return darkness.map((level) => toInk(level, zero, full));
}

function toInk(level: number, zero: number, full: number): number {
  return Math.min(1, Math.max(0, (level - zero) / (full - zero)));
}

/** Deviation of noise, of 255, that is smoothed away. */
const MAX_NOISE = 4;
/** Ink is this many deviations darker than paper. */
const SIGNIFICANT = 5;
/** How much of a deviation whole levels may hide. */
const ROUNDED = 0.75;
/** Ink fainter than this, beside the digit's darkest, is no part of it: rules and what shows through. */
const MIN_INK = 0.35;
/** How far blur reaches around ink, as a fraction of the longer side. */
const SOFT = 0.02;

/**
 * The ink of the digit, 0 to 1; null if there is none.
 *
 * @param levels of darkness, 0 to 255.
 */
function inkOfDigit(levels: Plane<Uint8Array>): Plane | null {
  let smoothed = smooth(levels);
  let noise = paperNoise(histogramOf(smoothed.values));
  for (let round = 0; round < 3 && noise.deviation > MAX_NOISE; round++) {
    smoothed = smooth(smoothed);
    noise = paperNoise(histogramOf(smoothed.values));
  }
  const least = noise.paper + Math.max(MIN_CONTRAST, SIGNIFICANT * (noise.deviation + ROUNDED));
  const all = maskOf(smoothed, (level) => level > least);
  const found = findDigit(all, smoothed.values);
  const darkest = quantileOf(smoothed.values, found, 0.9);
  if (darkest === null) return null;
  const inner = least + MIN_INK * (darkest - least);
  const digit = digitOf(
    maskOf(smoothed, (level, i) => found.values[i] === 1 && level > inner),
    smoothed.values,
  ).mask;
  const raw = paperNoise(histogramOf(levels.values));
  const isNoisy = raw.deviation > MAX_NOISE;
  const { paper, deviation } = isNoisy ? noise : raw;
  const source = isNoisy ? smoothed.values : levels.values;
  const full = quantileOf(source, digit, 0.9)!;
  const zero = paper + Math.min(3 * deviation, (full - paper) / 2);
  const isNear = widen(digit, Math.ceil(1 + SOFT * Math.max(levels.width, levels.height)));
  const values = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const isOther = all.values[i] === 1 && found.values[i] === 0;
    if (isNear[i] === 1 && !isOther) values[i] = toInk(source[i]!, zero, full);
  }
  return { ...levels, values };
}

function maskOf(
  { width, height, values }: Plane<Uint8Array>,
  isInk: (level: number, i: number) => boolean,
): Mask {
  return { width, height, values: values.map((level, i) => Number(isInk(level, i))) };
}

/** The level below which a fraction of those under a mask lies; null for a blank mask. */
function quantileOf(levels: Uint8Array, { values }: Mask, fraction: number): number | null {
  const inside = levels.filter((_, i) => values[i] === 1);
  return inside.length > 0 ? quantile(histogramOf(inside), 0, 255, fraction) : null;
}

/** Extends a mask by some pixels to all sides. */
function widen({ width, values }: Mask, reach: number): Uint8Array {
  const along = (from: Uint8Array, stride: number) => {
    const to = new Uint8Array(from.length);
    for (let i = 0; i < from.length; i++) {
      if (from[i] === 0) continue;
      const [first, last] =
        stride === 1
          ? [i - (i % width), i - (i % width) + width - 1]
          : [i % width, from.length - 1];
      for (
        let at = Math.max(first, i - reach * stride);
        at <= Math.min(last, i + reach * stride);
        at += stride
      )
        to[at] = 1;
    }
    return to;
  };
  return along(along(values, 1), width);
}

/** Ink fainter than this does not widen the crop; in a reduced picture, a block that is less than half ink. */
const FAINT = 0.05;
const HALF = 0.3;

/** Cuts a picture to the ink above `faint`. */
function cut({ width, height, values }: Plane, faint: number): Plane {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      if (values[i]! <= faint) continue;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = row + 1;
    }
  }
  const part = new Float32Array((right - left) * (bottom - top));
  for (let row = top; row < bottom; row++) {
    part.set(
      values.subarray(row * width + left, row * width + right),
      (row - top) * (right - left),
    );
  }
  return { width: right - left, height: bottom - top, values: part };
}

/**
 * Resamples a picture to the grid by exact area averages, zero outside it, at any scale. Its upper left corner
 * lands at (left, top) of the grid; a grid pixel is `step` picture pixels wide.
 */
function resample(
  { width, height, values }: Plane,
  step: number,
  left: number,
  top: number,
  image: Float32Array,
): void {
  image.fill(0);
  const line = new Float64Array(IMAGE_SIDE);
  for (let row = 0; row < height; row++) {
    const first = Math.max(0, Math.floor(row / step + top));
    const last = Math.min(IMAGE_SIDE - 1, Math.floor((row + 1) / step + top));
    sumLine(values, row * width, width, left, step, line);
    for (let to = first; to <= last; to++) {
      const upper = (to - top) * step;
      const overlap = Math.min(row + 1, upper + step) - Math.max(row, upper);
      if (overlap <= 0) continue;
      const weight = overlap / (step * step);
      const offset = to * IMAGE_SIDE;
      for (let column = 0; column < IMAGE_SIDE; column++) {
        image[offset + column]! += weight * line[column]!;
      }
    }
  }
  for (let i = 0; i < image.length; i++) if (image[i]! > 1) image[i] = 1;
}

/** Integrates one row of the picture over each column of the grid. */
function sumLine(
  values: Float32Array,
  offset: number,
  width: number,
  left: number,
  step: number,
  line: Float64Array,
): void {
  for (let column = 0; column < IMAGE_SIDE; column++) {
    const from = Math.max(0, (column - left) * step);
    const to = Math.min(width, (column + 1 - left) * step);
    let sum = 0;
    if (from < to) {
      const first = Math.floor(from);
      const last = Math.ceil(to) - 1;
      for (let x = first; x <= last; x++) sum += values[offset + x]!;
      sum -= (from - first) * values[offset + first]!;
      sum -= (last + 1 - to) * values[offset + last]!;
    }
    line[column] = sum;
  }
}

/** In pixels: MNIST's own centers of mass, computed from bytes, lie up to one pixel off the middle. */
const MAX_OFFSET = 1.05;

/**
 * Whether the ink of a 28×28 image fills the box and is centered, within the precision of whole pixels:
 * ink that begins at a fraction of a pixel spans one pixel more.
 */
function isPreprocessed(
  image: Float32Array,
  box: number,
  centre: Preprocessing['centre'],
): boolean {
  let left = IMAGE_SIDE;
  let top = IMAGE_SIDE;
  let right = 0;
  let bottom = 0;
  image.forEach((ink, i) => {
    if (ink === 0) return;
    const column = i % IMAGE_SIDE;
    const row = (i - column) / IMAGE_SIDE;
    left = Math.min(left, column);
    top = Math.min(top, row);
    right = Math.max(right, column + 1);
    bottom = Math.max(bottom, row + 1);
  });
  const longer = Math.max(right - left, bottom - top);
  if (longer < box - 1 || longer > box + 1) return false;
  const middle =
    centre === 'mass' ? centerOfMass(image) : { x: (left + right) / 2, y: (top + bottom) / 2 };
  const off = Math.max(Math.abs(middle.x - IMAGE_SIDE / 2), Math.abs(middle.y - IMAGE_SIDE / 2));
  return off <= MAX_OFFSET;
}
