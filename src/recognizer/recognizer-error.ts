import { CodedError } from '../errors.js';

/**
 * What can be wrong with a call, apart from the network, the backend and the strokes.
 *
 * - `input-unsupported`: not one of the things that can be recognised, or one that fails to be read
 * - `input-length`: an array that is not 784 values long
 * - `input-not-finite`: an array with NaN or infinity in it
 * - `input-out-of-range`: an array with values below 0 or above 1
 * - `image-not-loaded`: an image that is still loading, failed to load, or was closed
 * - `image-tainted`: a picture from another site, whose pixels the page may not read
 * - `picture-blocked`: the browser gives noise for the pixels of a canvas, against fingerprinting
 * - `model-url-invalid`: `model` is not a URL
 * - `superseded`: a newer call took the place of this one before it started
 * - `disposed`: the recogniser was disposed of
 */
export type RecognizerErrorCode =
  | 'input-unsupported'
  | 'input-length'
  | 'input-not-finite'
  | 'input-out-of-range'
  | 'image-not-loaded'
  | 'image-tainted'
  | 'picture-blocked'
  | 'model-url-invalid'
  | 'superseded'
  | 'disposed';

/** A recogniser was asked for something that it cannot do. */
export class RecognizerError extends CodedError<RecognizerErrorCode> {}
