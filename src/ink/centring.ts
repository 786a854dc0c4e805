import { IMAGE_SIDE, type Preparation } from './types.js';

const MIDDLE = IMAGE_SIDE / 2;
const TOLERANCE = 0.002;
const MAX_ROUNDS = 8;

/**
 * Renders ink of the given width and height, in grid pixels, with its middle where `centre` asks for.
 *
 * `render(left, top)` clears `image` and renders with the upper left corner of the extent there; it is
 * called until the centre of mass of the *pixels*, each taken at its middle, lies at (14, 14) of the
 * grid: it may lie a few hundredths of a pixel from that of the shape. Ink is never pushed off the
 * grid: where centring by mass asks for that, it stops at the edge.
 */
export function renderCentred(
  image: Float32Array,
  width: number,
  height: number,
  centre: Preparation['centre'],
  render: (left: number, top: number) => void,
): void {
  const mostLeft = Math.max(0, IMAGE_SIDE - width);
  const mostTop = Math.max(0, IMAGE_SIDE - height);
  let left = mostLeft / 2;
  let top = mostTop / 2;
  render(left, top);
  if (centre === 'extent') return;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const mass = centreOfMass(image);
    const nextLeft = clamp(left + MIDDLE - mass.x, mostLeft);
    const nextTop = clamp(top + MIDDLE - mass.y, mostTop);
    if (Math.abs(nextLeft - left) < TOLERANCE && Math.abs(nextTop - top) < TOLERANCE) return;
    left = nextLeft;
    top = nextTop;
    render(left, top);
  }
}

/**
 * Of an input image with ink in it, in grid pixels from its upper left corner: the middle of the
 * first pixel is (0.5, 0.5).
 */
export function centreOfMass(image: Float32Array): { x: number; y: number } {
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  let i = 0;
  for (let row = 0; row < IMAGE_SIDE; row++) {
    let rowMass = 0;
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const value = image[i++]!;
      rowMass += value;
      momentX += value * column;
    }
    mass += rowMass;
    momentY += rowMass * row;
  }
  return { x: momentX / mass + 0.5, y: momentY / mass + 0.5 };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
