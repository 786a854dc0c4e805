import {
  drawingToImage,
  IMAGE_LENGTH,
  pixelsToImage,
  type Drawing,
  type Pixels,
  type Preparation,
} from '../ink/index.js';
import { checkImage } from './check-image.js';
import { describeValue } from './describe-value.js';
import { isPicture, pictureToPixels } from './picture.js';
import { RecognizerError } from './recognizer-error.js';
import type { RecognizerInput } from './types.js';

/**
 * Turns whatever can be recognised into an input image of 784 values, 0 paper to 1 ink; null where
 * there is no ink. Kinds are told apart by their shape, so that objects of another frame or of a
 * library for Node do as well.
 *
 * @throws RecognizerError `input-…` or `image-…`, InkError
 */
export function inputToImage(
  input: RecognizerInput,
  preparation: Preparation,
): Float32Array | null {
  const value: unknown = input;
  if (Array.isArray(value) && !value.some((part) => typeof part === 'number')) {
    return drawingToImage(value as Drawing, preparation);
  }
  if (isFloat32Array(value)) return checkImage(value);
  if (isPicture(value)) {
    const pixels = pictureToPixels(value);
    return pixels && pixelsToImage(pixels, preparation);
  }
  if (isPixels(value)) return pixelsToImage(value, preparation);
  throw new RecognizerError(
    'input-unsupported',
    `${describeValue(value)} cannot be recognised. Pass strokes (an array of arrays of points), an ImageData, a canvas, an image, or a Float32Array of ${IMAGE_LENGTH} values.`,
  );
}

/** By the tag, since `instanceof` fails for an array that comes from another frame. */
function isFloat32Array(value: unknown): value is Float32Array {
  return Object.prototype.toString.call(value) === '[object Float32Array]';
}

/** Whether the parts fit together is for `ink` to say. */
function isPixels(value: unknown): value is Pixels {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    'width' in value &&
    'height' in value
  );
}
