import {
  drawingToImage,
  IMAGE_LENGTH,
  isTooSmall,
  readDrawing,
  type DrawnOn,
  type FramedDrawing,
  type Pixels,
  type Preparation,
} from '../ink/index.js';
import { CodedError } from '../errors.js';
import { loadPart } from '../part.js';
import { checkImage } from './check-image.js';
import { describeValue } from './describe-value.js';
import { isPicture, pictureToPixels, refuseNoise } from './picture.js';
import { RecognizerError } from './recognizer-error.js';
import type { RecognizerInput } from './types.js';

/** 784 values, 0 paper to 1 ink; or why there is none: ink the size of a dot, or null for no ink. */
export type InputImage = Float32Array | 'too-small' | null;

/** An input image, or for pixels, whose preparation is fetched when it is needed, the rest of the way. */
export type Preparing = InputImage | (() => Promise<InputImage>);

/**
 * Turns whatever can be recognised into an input image that shares nothing with it. Kinds are told
 * apart by their shape, so that objects of another frame or of a library for Node do as well.
 *
 * @throws RecognizerError `input-…` or `image-…`, InkError, which for pixels comes from the rest of
 * the way
 */
export function inputToImage(
  input: RecognizerInput,
  preparation: Preparation,
  on: DrawnOn,
): Preparing {
  try {
    const image = readInput(input, preparation, on);
    return typeof image === 'function' ? () => image().catch(refuse) : image;
  } catch (error) {
    return refuse(error);
  }
}

/** An error of ours says what is wrong; any other comes out of the input or of reading it. */
function refuse(cause: unknown): never {
  if (cause instanceof CodedError) throw cause;
  throw new RecognizerError(
    'input-unsupported',
    'The input cannot be read (see the cause of this error): one of its getters, methods or proxies fails, or there is too little memory. Pass plain data, such as an ImageData.',
    { cause },
  );
}

function readInput(value: unknown, preparation: Preparation, on: DrawnOn): Preparing {
  if (Array.isArray(value) && !holdsNumbers(value)) return readStrokes(value, preparation, on);
  if (isFloat32Array(value)) return checkImage(value.slice());
  if (isPicture(value)) {
    const pixels = pictureToPixels(value);
    return pixels && (() => preparePixels(pixels, preparation));
  }
  if (isPixels(value)) {
    const pixels = copyPixels(value);
    return async () => {
      const image = await preparePixels(pixels, preparation);
      refuseNoise(pixels);
      return image;
    };
  }
  if (isFramed(value)) {
    const { width, height, strokes } = value;
    return readStrokes(strokes, preparation, { ...on, frame: { width, height } });
  }
  throw new RecognizerError(
    'input-unsupported',
    `${describeValue(value)} cannot be recognised. Pass strokes (an array of arrays of points), a drawing {width, height, strokes}, an ImageData, a canvas, an image, or a Float32Array of ${IMAGE_LENGTH} values.`,
  );
}

function readStrokes(value: unknown, preparation: Preparation, on: DrawnOn): InputImage {
  const strokes = readDrawing(value);
  const tooSmall = isTooSmall(strokes, on);
  return tooSmall ? 'too-small' : drawingToImage(strokes, preparation);
}

async function preparePixels(pixels: Pixels, preparation: Preparation): Promise<InputImage> {
  const { pixelsToImage } = await loadPart('reads images', () => import('../ink/pictures.js'));
  return pixelsToImage(pixels, preparation);
}

/** By the first: an array may say that it is far longer than it is. What cannot be read, ink refuses. */
function holdsNumbers(value: readonly unknown[]): boolean {
  try {
    return typeof value[0] === 'number';
  } catch {
    return false;
  }
}

/** Whether the parts fit together is for `ink` to say; what is no array of bytes is passed on to it. */
function copyPixels({ width, height, data }: Pixels): Pixels {
  const slice: unknown = (data as Partial<Pixels['data']> | null)?.slice;
  return { width, height, data: typeof slice === 'function' ? data.slice() : data };
}

/** By the tag, since `instanceof` fails for an array that comes from another frame. */
function isFloat32Array(value: unknown): value is Float32Array {
  return Object.prototype.toString.call(value) === '[object Float32Array]';
}

function isFramed(value: unknown): value is FramedDrawing {
  return typeof value === 'object' && value !== null && 'strokes' in value && 'width' in value;
}

function isPixels(value: unknown): value is Pixels {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    'width' in value &&
    'height' in value
  );
}
