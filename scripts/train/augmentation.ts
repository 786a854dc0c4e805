import { IMAGE_SIDE } from '../../src/ink/types.js';
import type { Random } from '../lib/random.js';

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
}

const MIDDLE = (IMAGE_SIDE - 1) / 2;

/** Writes a random affine distortion of `image` to `output`, both 784 values; paper fills the rim. */
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
  for (let row = 0; row < IMAGE_SIDE; row++) {
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const x = (column - MIDDLE) * xx + (row - MIDDLE) * xy + left;
      const y = (column - MIDDLE) * yx + (row - MIDDLE) * yy + top;
      output[row * IMAGE_SIDE + column] = sample(image, x, y);
    }
  }
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
