import { IMAGE_SIDE } from '../../../src/ink/drawing.js';
import type { Random } from '../../lib/random.js';

/** Each is the most by which an image is changed, either way; zero leaves it as it is. */
export interface AffineRange {
  /** Degrees. */
  readonly rotation: number;
  /** Sideways lean, as a part of the height. */
  readonly shear: number;
  /** Part by which width and height, each on its own, grow or shrink. */
  readonly scale: number;
  /** Pixels, in each direction. */
  readonly shift: number;
  /** Pixels: spread of a smooth random displacement. */
  readonly elastic?: number;
  /** Probability, 0–1, that the pen is up to two pixels thicker. */
  readonly thicker?: number;
}

const MIDDLE = (IMAGE_SIDE - 1) / 2;

/** Writes a random affine and elastic distortion of `image` to `output`, both 784 values; paper fills the rim. */
export function distort(
  image: Float32Array,
  output: Float32Array,
  range: AffineRange,
  random: Random,
): void {
  const draw = (most: number): number => random.between(-most, most);
  const angle = (draw(range.rotation) * Math.PI) / 180;
  const lean = draw(range.shear);
  const across = 1 + draw(range.scale);
  const down = 1 + draw(range.scale);
  const left = MIDDLE + draw(range.shift);
  const top = MIDDLE + draw(range.shift);

  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // From where in the image each output pixel comes.
  const xx = cos * across;
  const xy = (lean * cos - sin) * down;
  const yx = sin * across;
  const yy = (lean * sin + cos) * down;
  const bend = range.elastic ? elasticField(range.elastic, random) : null;
  for (let row = 0; row < IMAGE_SIDE; row++) {
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const index = row * IMAGE_SIDE + column;
      const x = (column - MIDDLE) * xx + (row - MIDDLE) * xy + left + (bend ? bend.x[index]! : 0);
      const y = (column - MIDDLE) * yx + (row - MIDDLE) * yy + top + (bend ? bend.y[index]! : 0);
      output[index] = sample(image, x, y);
    }
  }
  if (range.thicker && random.uniform() < range.thicker) thicken(output, random.uniform());
}

/** Gives each pixel a part of the ink of its darkest neighbor, unless it has more. */
function thicken(image: Float32Array, part: number): void {
  const before = image.slice();
  for (let row = 0; row < IMAGE_SIDE; row++) {
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const index = row * IMAGE_SIDE + column;
      const most = Math.max(
        at(before, row - 1, column),
        at(before, row + 1, column),
        at(before, row, column - 1),
        at(before, row, column + 1),
      );
      image[index] = Math.max(before[index]!, part * most);
    }
  }
}

/** Knots of the displacement field along each axis; between them it is interpolated. */
const KNOTS = 6;

/**
 * Displacements in pixels: normal at the knots of a coarse grid, bilinear between (after Simard,
 * Steinkraus and Platt 2003, whose Gaussian filter gives fields of this wavelength).
 */
function elasticField(spread: number, random: Random): { x: Float32Array; y: Float32Array } {
  return { x: smoothField(spread, random), y: smoothField(spread, random) };
}

function smoothField(spread: number, random: Random): Float32Array {
  const knots = Float32Array.from({ length: KNOTS * KNOTS }, () => spread * random.normal());
  const field = new Float32Array(IMAGE_SIDE * IMAGE_SIDE);
  const step = (KNOTS - 1) / (IMAGE_SIDE - 1);
  for (let row = 0; row < IMAGE_SIDE; row++) {
    const y = Math.min(row * step, KNOTS - 1.001);
    const upper = Math.floor(y) * KNOTS;
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const x = Math.min(column * step, KNOTS - 1.001);
      const at = upper + Math.floor(x);
      const right = x % 1;
      const below = y % 1;
      field[row * IMAGE_SIDE + column] =
        (1 - below) * ((1 - right) * knots[at]! + right * knots[at + 1]!) +
        below * ((1 - right) * knots[at + KNOTS]! + right * knots[at + KNOTS + 1]!);
    }
  }
  return field;
}

/** Bilinear, zero outside. */
function sample(image: Float32Array, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const right = x - column;
  const below = y - row;
  return (
    (1 - below) * ((1 - right) * at(image, row, column) + right * at(image, row, column + 1)) +
    below * ((1 - right) * at(image, row + 1, column) + right * at(image, row + 1, column + 1))
  );
}

function at(image: Float32Array, row: number, column: number): number {
  const inside = row >= 0 && row < IMAGE_SIDE && column >= 0 && column < IMAGE_SIDE;
  return inside ? image[row * IMAGE_SIDE + column]! : 0;
}
