import type { Picture } from './picture.js';

/**
 * A picture whose colours lie between those that another one has around the same place. What is off by
 * no more than the radius, or smoothed otherwise, stays as it is.
 *
 * @param around of the same size.
 * @param radius in pixels.
 */
export function clampToSurroundings(picture: Picture, around: Picture, radius: number): Picture {
  const { width, height, data } = picture;
  const clamped = Uint8Array.from(data);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = reach(y, height, radius);
    for (let x = 0; x < width; x++) {
      const [left, right] = reach(x, width, radius);
      for (let channel = 0; channel < 4; channel++) {
        let least = 255;
        let most = 0;
        for (let j = top; j <= bottom; j++) {
          for (let i = left; i <= right; i++) {
            const value = around.data[(j * width + i) * 4 + channel]!;
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
        }
        const at = (y * width + x) * 4 + channel;
        clamped[at] = Math.min(most, Math.max(least, data[at]!));
      }
    }
  }
  return { width, height, data: clamped };
}

function reach(at: number, size: number, radius: number): [first: number, last: number] {
  return [Math.max(0, at - radius), Math.min(size - 1, at + radius)];
}
