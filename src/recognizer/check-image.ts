import { IMAGE_LENGTH } from '../ink/index.js';
import { RecognizerError } from './recognizer-error.js';

/**
 * Checks a finished input image.
 *
 * @returns it, or null when it is blank.
 * @throws RecognizerError `input-length`, `input-not-finite` or `input-out-of-range`
 */
export function checkImage(image: Float32Array): Float32Array | null {
  if (image.length !== IMAGE_LENGTH) {
    throw new RecognizerError(
      'input-length',
      `The Float32Array has ${image.length} values; an input image has ${IMAGE_LENGTH}, 28 rows of 28.`,
    );
  }
  let blank = true;
  for (let i = 0; i < IMAGE_LENGTH; i++) {
    const value = image[i]!;
    if (!Number.isFinite(value)) {
      throw new RecognizerError(
        'input-not-finite',
        `Value ${i} of the Float32Array is ${value}; it must be a number from 0 to 1.`,
      );
    }
    if (value < 0 || value > 1) {
      throw new RecognizerError(
        'input-out-of-range',
        `Value ${i} of the Float32Array is ${value}; paper is 0 and ink is 1, so divide bytes by 255.`,
      );
    }
    if (value !== 0) blank = false;
  }
  return blank ? null : image;
}
