import {
  describeValue,
  type Extent,
  IMAGE_LENGTH,
  IMAGE_SIDE,
  InkError,
  type Pixels,
  type Preprocessing,
  resolvePreprocessing,
} from './drawing.js';
import { centerOfMass, renderCentered } from './rasterize.js';

export interface PixelsOptions extends Partial<Pick<Preprocessing, 'box' | 'centre'>> {
  /** Which of light and dark is ink; `auto`, the default, finds out. */
  foreground?: Foreground;
}

/**
 * Converts a picture of one digit to an input image: 28×28 values from 0 (paper) to 1 (ink), row by row;
 * null if the picture is blank.
 *
 * Takes the luma, with transparent pixels as paper; stretches paper and ink to 0 and 1; crops to the
 * ink; scales by area averages, keeping the aspect, so that the longer side fills the box; and centers
 * as a drawing is centered. A picture has no pen, so even a single speck fills the box.
 *
 * A 28×28 picture that already is an input image, like those of MNIST, keeps its geometry, because
 * another shift by a fraction of a pixel would only blur it.
 *
 * @throws InkError `ink-invalid-pixels` or `ink-invalid-preparation`
 */
export function pixelsToImage(pixels: Pixels, options: PixelsOptions = {}): Float32Array | null {
  checkPixels(pixels);
  const { box, centre } = resolvePreprocessing({ ...options, penWidth: 0.5 });
  const levels = inkLevels(pixels, checkForeground(options.foreground ?? 'auto'));
  const curve = inkCurve(levels);
  if (!curve) return null;
  const { width, height } = pixels;
  if (width === IMAGE_SIDE && height === IMAGE_SIDE) {
    const asItIs = Float32Array.from(levels, (level) => curve.ink[level]!);
    if (isPreprocessed(asItIs, box, centre)) return asItIs;
  }
  const image = new Float32Array(IMAGE_LENGTH);
  const crop = inkCrop(levels, width, curve);
  const source = { levels, width, crop, values: curve.ink };
  const cropWidth = crop.right - crop.left;
  const cropHeight = crop.bottom - crop.top;
  const step = Math.max(cropWidth, cropHeight) / box;
  renderCentered(image, cropWidth / step, cropHeight / step, centre, (left, top) => {
    resample(source, step, left, top, image);
  });
  return image;
}

function checkForeground(value: unknown): Foreground {
  if (value === 'auto' || value === 'dark' || value === 'light') return value;
  throw new InkError(
    'ink-invalid-preparation',
    `Preprocessing: foreground is ${String(value)}; it must be 'auto', 'dark' or 'light'.`,
  );
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

/** Whether ink is dark or light; `auto` finds out. */
export type Foreground = 'auto' | 'dark' | 'light';

/** Luma of one-colored ink on transparent paper varies less than this, despite antialiasing. */
const ONE_COLOR = 32;

/**
 * One byte for each pixel: how far it is from the ideal paper, white under dark ink and black under
 * light ink. Transparent pixels are paper.
 *
 * `auto`: if most of the image is transparent, or its opaque pixels have one color, those pixels are the
 * ink, and their luma decides. Otherwise Otsu's threshold separates light from dark; paper is what two
 * thirds of the border are, or else what most of the image is.
 */
function inkLevels(pixels: Pixels, foreground: Foreground): Uint8Array {
  const luma = lumaOf(pixels);
  const dark = (foreground === 'auto' ? findForeground(pixels, luma) : foreground) === 'dark';
  const { data } = pixels;
  for (let i = 0; i < luma.length; i++) {
    const ink = dark ? 255 - luma[i]! : luma[i]!;
    const alpha = data[4 * i + 3]!;
    luma[i] = alpha === 255 ? ink : Math.round((ink * alpha) / 255);
  }
  return luma;
}

/** Luma Y′ of ITU-R BT.709 (item 3.2), 0 to 255, of the colors as stored, without alpha. */
function lumaOf({ width, height, data }: Pixels): Uint8Array {
  const luma = new Uint8Array(width * height);
  for (let i = 0; i < luma.length; i++) {
    const at = 4 * i;
    luma[i] = Math.round(0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!);
  }
  return luma;
}

function findForeground(pixels: Pixels, luma: Uint8Array): 'dark' | 'light' {
  const { width, height, data } = pixels;
  const histogram: Histogram = new Float64Array(256);
  for (let i = 0; i < luma.length; i++) histogram[luma[i]!]! += data[4 * i + 3]!;
  let opaque = 0;
  let moment = 0;
  histogram.forEach((weight, level) => {
    opaque += weight;
    moment += weight * level;
  });
  const split = otsuSplit(histogram);
  const whole = 255 * width * height;
  const oneColor = !split || split.upperMean - split.lowerMean < ONE_COLOR;
  if (opaque < whole && (opaque < whole / 2 || oneColor)) {
    return moment / opaque < 128 ? 'dark' : 'light';
  }
  if (!split) return 'dark';
  const border = lightFractionOfBorder(pixels, luma, split.threshold);
  if (border > 2 / 3) return 'dark';
  if (border < 1 / 3) return 'light';
  return split.upperFraction > 0.5 ? 'dark' : 'light';
}

/** Fraction of the opaque border pixels that are lighter than the threshold; 0.5 if there are none. */
function lightFractionOfBorder(pixels: Pixels, luma: Uint8Array, threshold: number): number {
  const { width, height, data } = pixels;
  let count = 0;
  let light = 0;
  const look = (column: number, row: number): void => {
    const i = row * width + column;
    if (data[4 * i + 3]! < 128) return;
    count++;
    if (luma[i]! > threshold) light++;
  };
  for (let column = 0; column < width; column++) {
    look(column, 0);
    look(column, height - 1);
  }
  for (let row = 1; row < height - 1; row++) {
    look(0, row);
    look(width - 1, row);
  }
  return count > 0 ? light / count : 0.5;
}

/** Minimum difference between the levels of ink and paper, of 255. */
const MIN_CONTRAST = 12;
/** Three standard deviations of normally distributed noise, in median deviations (3 × 1.4826). */
const NOISE = 4.45;

interface InkCurve {
  /** By level: ink, 0 to 1. */
  readonly ink: Float32Array;
  /** Levels above this are certainly ink. */
  readonly threshold: number;
}

/**
 * Maps the levels of an image linearly from paper (0) to ink (1); null if the image is blank.
 *
 * Otsu's threshold separates the two. Paper reaches up to three robust standard deviations above its
 * median, so that grain and shading do not become ink; full ink is the 90th percentile of the levels
 * above the threshold. On clean paper soft edges keep their values.
 */
function inkCurve(levels: Uint8Array): InkCurve | null {
  const histogram: Histogram = new Float64Array(256);
  for (let i = 0; i < levels.length; i++) histogram[levels[i]!]!++;
  const split = otsuSplit(histogram);
  if (!split || split.upperMean - split.lowerMean < MIN_CONTRAST) return null;
  const { threshold } = split;
  const paper = quantile(histogram, 0, threshold, 0.5);
  const noise = NOISE * medianDeviation(histogram, paper, threshold);
  const zero = Math.min(threshold, paper + noise);
  const full = quantile(histogram, threshold + 1, 255, 0.9);
  const ink = Float32Array.from({ length: 256 }, (_, level) =>
    Math.min(1, Math.max(0, (level - zero) / (full - zero))),
  );
  return { ink, threshold };
}

/** How much weight each of 256 levels has. */
type Histogram = Float64Array;

interface Split {
  /** The highest level of the lower class. */
  readonly threshold: number;
  readonly lowerMean: number;
  readonly upperMean: number;
  /** Fraction of the weight in the upper class, 0 to 1. */
  readonly upperFraction: number;
}

/**
 * Splits levels into two classes with the largest variance between them (N. Otsu, "A threshold selection
 * method from gray-level histograms", 1979); null if there are fewer than two levels.
 */
function otsuSplit(histogram: Histogram): Split | null {
  const total = sum(histogram, 0, 255, () => 1);
  const moment = sum(histogram, 0, 255, (level) => level);
  let best: Split | null = null;
  let bestVariance = 0;
  let lower = 0;
  let lowerMoment = 0;
  for (let threshold = 0; threshold < 255; threshold++) {
    lower += histogram[threshold]!;
    lowerMoment += histogram[threshold]! * threshold;
    const upper = total - lower;
    if (lower <= 0 || upper <= 0) continue;
    const lowerMean = lowerMoment / lower;
    const upperMean = (moment - lowerMoment) / upper;
    const variance = lower * upper * (upperMean - lowerMean) ** 2;
    if (variance <= bestVariance * (1 + 1e-12)) continue;
    bestVariance = variance;
    best = { threshold, lowerMean, upperMean, upperFraction: upper / total };
  }
  return best;
}

/** The level below which `fraction` of the weight at the levels from `from` to `to` lies. */
function quantile(histogram: Histogram, from: number, to: number, fraction: number): number {
  let rest = sum(histogram, from, to, () => 1) * fraction;
  for (let level = from; level < to; level++) {
    rest -= histogram[level]!;
    if (rest < 0) return level;
  }
  return to;
}

/** Median distance of the levels from 0 to `to` from their own median `middle`. */
function medianDeviation(histogram: Histogram, middle: number, to: number): number {
  const deviations = new Float64Array(256);
  for (let level = 0; level <= to; level++) {
    deviations[Math.abs(level - middle)]! += histogram[level]!;
  }
  return quantile(deviations, 0, 255, 0.5);
}

function sum(
  histogram: Histogram,
  from: number,
  to: number,
  of: (level: number) => number,
): number {
  let result = 0;
  for (let level = from; level <= to; level++) result += histogram[level]! * of(level);
  return result;
}

/** Ink fainter than this does not widen the crop. */
const FAINT = 0.05;

/**
 * The edges of the ink in an image, in pixels: those of the certain ink, moved outwards over the soft
 * pixels next to it, but no further than blur reaches, so that distant grain does not count.
 */
function inkCrop(levels: Uint8Array, width: number, curve: InkCurve): Extent {
  const height = levels.length / width;
  let { left, top, right, bottom } = extentAbove(levels, width, curve.threshold);
  const softColumn = (column: number): boolean =>
    anySoft(levels, curve, top * width + column, width, bottom - top);
  const softRow = (row: number): boolean =>
    anySoft(levels, curve, row * width + left, 1, right - left);
  const reach = Math.ceil(1 + 0.02 * Math.max(width, height));
  const certain = { left, top, right, bottom };
  while (left > Math.max(0, certain.left - reach) && softColumn(left - 1)) left--;
  while (right < Math.min(width, certain.right + reach) && softColumn(right)) right++;
  while (top > Math.max(0, certain.top - reach) && softRow(top - 1)) top--;
  while (bottom < Math.min(height, certain.bottom + reach) && softRow(bottom)) bottom++;
  return { left, top, right, bottom };
}

function extentAbove(levels: Uint8Array, width: number, threshold: number): Extent {
  let left = width;
  let top = -1;
  let right = 0;
  let bottom = 0;
  for (let offset = 0, row = 0; offset < levels.length; offset += width, row++) {
    let first = 0;
    while (first < width && levels[offset + first]! <= threshold) first++;
    if (first === width) continue;
    let last = width;
    while (levels[offset + last - 1]! <= threshold) last--;
    if (top < 0) top = row;
    bottom = row + 1;
    if (first < left) left = first;
    if (last > right) right = last;
  }
  return { left, top, right, bottom };
}

/** Whether any of `count` pixels, from `from` on and `stride` apart, has more than faint ink. */
function anySoft(
  levels: Uint8Array,
  curve: InkCurve,
  from: number,
  stride: number,
  count: number,
): boolean {
  for (let i = 0; i < count; i++) {
    if (curve.ink[levels[from + i * stride]!]! > FAINT) return true;
  }
  return false;
}

/** A rectangle of an image; `values` maps its levels to ink. */
interface Crop {
  readonly levels: Uint8Array;
  /** Of the whole image. */
  readonly width: number;
  readonly crop: Extent;
  readonly values: Float32Array;
}

/**
 * Resamples a crop to the grid by exact area averages, zero outside the crop, at any scale. The crop's
 * upper left corner lands at (left, top) of the grid; a grid pixel is `step` image pixels wide.
 */
function resample(
  { levels, width, crop, values }: Crop,
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
