import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** height × width × RGBA, from 0 to 255, row by row. */
  readonly data: Uint8Array;
}

export function decodePicture(file: Uint8Array): Picture {
  return PNG.sync.read(file);
}

/** As a PNG of opaque colors. */
export function encodePicture(picture: Picture): Uint8Array {
  const RGB = 2;
  return PNG.sync.write(picture, { deflateLevel: 9, colorType: RGB });
}

/** What of a picture lies in its upper left corner. */
export function crop({ width, data }: Picture, to: { width: number; height: number }): Picture {
  const rows = Array.from({ length: to.height }, (_, y) =>
    data.subarray(y * width * 4, (y * width + to.width) * 4),
  );
  return { ...to, data: Buffer.concat(rows) };
}

/**
 * A picture a whole number of times smaller, each pixel the mean of those that it stands for.
 *
 * @param factor at least 1; what is left over at the right and at the bottom has smaller means.
 */
export function shrink({ width, height, data }: Picture, factor: number): Picture {
  const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
  const means = new Uint8Array(small.width * small.height * 4);
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const right = Math.min(width, (x + 1) * factor);
      const bottom = Math.min(height, (y + 1) * factor);
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let j = y * factor; j < bottom; j++) {
          for (let i = x * factor; i < right; i++) sum += data[(j * width + i) * 4 + channel]!;
        }
        const count = (right - x * factor) * (bottom - y * factor);
        means[(y * small.width + x) * 4 + channel] = Math.round(sum / count);
      }
    }
  }
  return { ...small, data: means };
}

/**
 * A picture whose colors lie between those that another one has around the same place. What is off by
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

/** By how many pixels the sizes may differ. */
const SIZE_TOLERANCE = 2;

/** By how many pixels what is shown may be elsewhere: letters are placed and smoothed in many ways. */
const REACH = 1;

/** How far apart two colors may be; black and white are 1 apart. */
const COLOR_TOLERANCE = 0.05;

/** What is broken differs in many pixels close together; noise does not. */
const WINDOW = 8;

/**
 * Letters that are hinted or smoothed otherwise, or off by a third of a CSS pixel, differed in 9 at
 * most, a button that is not painted in 18 at least.
 */
const WINDOW_TOLERANCE = 12;

/** @returns what differs, in words; undefined where the two show the same. */
export function comparePictures(expected: Picture, actual: Picture): string | undefined {
  if (
    Math.abs(expected.width - actual.width) > SIZE_TOLERANCE ||
    Math.abs(expected.height - actual.height) > SIZE_TOLERANCE
  ) {
    return `is ${sizeOf(actual)} and not ${sizeOf(expected)}`;
  }
  const common = {
    width: Math.min(expected.width, actual.width),
    height: Math.min(expected.height, actual.height),
  };
  const [before, now] = [crop(expected, common), crop(actual, common)];
  // Mostly so, on the machine that took the pictures, and much quicker than to look for neighbors.
  if (Buffer.compare(before.data, now.data) === 0) return undefined;
  // One way finds what is new, the other what is missing.
  const different = Math.max(countStrangers(before, now), countStrangers(now, before));
  if (different <= WINDOW_TOLERANCE) return undefined;
  return `differs in ${different} of ${WINDOW * WINDOW} pixels of its most different patch`;
}

/** @returns how many pixels of a patch have a color that the other picture does not have near there. */
function countStrangers(picture: Picture, other: Picture): number {
  const near = clampToSurroundings(picture, other, REACH);
  return pixelmatch(picture.data, near.data, null, picture.width, picture.height, {
    threshold: COLOR_TOLERANCE,
    includeAA: true,
    windowSize: WINDOW,
  });
}

function sizeOf({ width, height }: Picture): string {
  return `${width} × ${height}`;
}
