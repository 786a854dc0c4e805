import { centreOfMass } from './centring.js';
import { IMAGE_SIDE, type Preparation } from './types.js';

/** MNIST's own centre of mass lies up to a whole pixel off the middle; mass is measured in bytes. */
const OFF_CENTRE = 1.05;

/**
 * Whether the ink of a 28×28 image fills the box and is centred, as far as whole pixels can tell: a
 * box filled at a fraction of a pixel spans one pixel more than its side.
 */
export function isPrepared(
  image: Float32Array,
  box: number,
  centre: Preparation['centre'],
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
    centre === 'mass' ? centreOfMass(image) : { x: (left + right) / 2, y: (top + bottom) / 2 };
  const off = Math.max(Math.abs(middle.x - IMAGE_SIDE / 2), Math.abs(middle.y - IMAGE_SIDE / 2));
  return off <= OFF_CENTRE;
}
