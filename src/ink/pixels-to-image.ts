import { renderCentred } from './centring.js';
import { checkPixels } from './check-pixels.js';
import { inkCrop } from './ink-crop.js';
import { inkCurve } from './ink-curve.js';
import { InkError } from './ink-error.js';
import { inkLevels, type Foreground } from './ink-levels.js';
import { isPrepared } from './is-prepared.js';
import { resolvePreparation } from './preparation.js';
import { resample } from './resample.js';
import { IMAGE_LENGTH, IMAGE_SIDE, type Pixels, type Preparation } from './types.js';

export interface PixelsOptions extends Partial<Pick<Preparation, 'box' | 'centre'>> {
  /** Which of light and dark is ink; `auto`, the default, finds out. */
  foreground?: Foreground;
}

/**
 * Prepares an image of one digit for a network: 28×28 values from 0 (paper) to 1 (ink), row by row;
 * null when the image is blank.
 *
 * Luma, with what is transparent taken for paper; paper and ink told apart and stretched to 0 and 1;
 * cropped to the ink; scaled by area averages, keeping the aspect, so that the longer side fills the
 * box; centred as a drawing is. An image has no pen, so that a single speck fills the box as well.
 *
 * A 28×28 image that is an input image already, as those of MNIST are, keeps its geometry: moving it
 * by what is left of a rounded shift would only blur it.
 *
 * @throws InkError `ink-invalid-pixels` or `ink-invalid-preparation`
 */
export function pixelsToImage(pixels: Pixels, options: PixelsOptions = {}): Float32Array | null {
  checkPixels(pixels);
  const { box, centre } = resolvePreparation({ ...options, penWidth: 0.5 });
  const levels = inkLevels(pixels, checkForeground(options.foreground ?? 'auto'));
  const curve = inkCurve(levels);
  if (!curve) return null;
  const { width, height } = pixels;
  if (width === IMAGE_SIDE && height === IMAGE_SIDE) {
    const asItIs = Float32Array.from(levels, (level) => curve.ink[level]!);
    if (isPrepared(asItIs, box, centre)) return asItIs;
  }
  const image = new Float32Array(IMAGE_LENGTH);
  const crop = inkCrop(levels, width, curve);
  const cutting = { levels, width, crop, values: curve.ink };
  const cropWidth = crop.right - crop.left;
  const cropHeight = crop.bottom - crop.top;
  const step = Math.max(cropWidth, cropHeight) / box;
  renderCentred(image, cropWidth / step, cropHeight / step, centre, (left, top) => {
    resample(cutting, step, left, top, image);
  });
  return image;
}

function checkForeground(value: unknown): Foreground {
  if (value === 'auto' || value === 'dark' || value === 'light') return value;
  throw new InkError(
    'ink-invalid-preparation',
    `Preparation: foreground is ${String(value)}; it must be 'auto', 'dark' or 'light'.`,
  );
}
