import type { Picture } from '../../scripts/test/screenshots/pictures.js';

type Color = readonly [red: number, green: number, blue: number];

/** In pixels, and fractions of them. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly color: Color;
}

export const WHITE: Color = [255, 255, 255];

/** White, with rectangles on it. A pixel that one covers partly takes its fraction of the color. */
export function painted(
  { width, height }: Pick<Picture, 'width' | 'height'>,
  rectangles: readonly Rectangle[],
): Picture {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (const { color, ...rectangle } of rectangles) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const fraction =
          overlap(x, rectangle.x, rectangle.width) * overlap(y, rectangle.y, rectangle.height);
        const at = (y * width + x) * 4;
        for (const [channel, value] of color.entries()) {
          data[at + channel] = Math.round(data[at + channel]! * (1 - fraction) + value * fraction);
        }
      }
    }
  }
  return { width, height, data };
}

/** How much of the pixel at `pixel` a side covers. */
function overlap(pixel: number, start: number, length: number): number {
  return Math.max(0, Math.min(pixel + 1, start + length) - Math.max(pixel, start));
}
