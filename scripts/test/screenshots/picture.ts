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

/** As a PNG of opaque colours. */
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
