import type { Pixels } from '../../src/ink/index.js';

export type Color = readonly [red: number, green: number, blue: number, alpha: number];

/** An image whose color at each pixel is computed from its place. */
export function picture(
  width: number,
  height: number,
  color: (x: number, y: number) => Color,
): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(color(x, y), 4 * (y * width + x));
  }
  return { width, height, data };
}

export function gray(value: number): Color {
  return [value, value, value, 255];
}

/** A gray image from ink between 0 and 1: light ink on black paper, as MNIST has it. */
export function lightOnBlack(ink: ArrayLike<number>, width: number): Pixels {
  return picture(width, ink.length / width, (x, y) => gray(Math.round(255 * ink[y * width + x]!)));
}
