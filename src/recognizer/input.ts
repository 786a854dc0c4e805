import { columnsOfStrokes, heightOf } from '../ink/drawing.js';
import type { DescriptorMetadata } from '../graph/index.js';
import { inputEnds } from '../graph/plan.js';
import {
  describeValue,
  type Drawing,
  drawingExtent,
  drawingToImage,
  type DrawnOn,
  type FramedDrawing,
  IMAGE_LENGTH,
  IMAGE_SIDE,
  isTooSmall,
  type Pixels,
  type Point,
  type Preprocessing,
  readDrawing,
  readFramedDrawing,
} from '../ink/index.js';
import { CodedError } from '../util/errors.js';
import { lazyImport } from '../util/lazy-import.js';
import { isPicture, pictureToPixels, refuseNoise } from './picture.js';
import { RecognizerError, type RecognizerInput } from './types.js';

/** Ink ready for the network. */
export interface Ink {
  /** 784 values, 0 paper to 1 ink. */
  readonly image: Float32Array;
  /**
   * Of strokes: makes the images of those that stand side by side, each as high as a digit; or none.
   *
   * @param digit that the whole reads as
   */
  readonly makeColumns?: (digit: number | null) => Float32Array[];
}

/** `too-small` for ink no larger than a dot; null for no ink. */
export type InputImage = Ink | 'too-small' | null;

/** An input image; for pixels, a function that creates it with code that is fetched when needed. */
export type PendingImage = InputImage | (() => Promise<InputImage>);

/**
 * Converts any accepted input to an input image that shares no memory with it. Checks the shape of
 * objects, not their class, so that objects from other frames and from Node libraries work.
 *
 * @throws RecognizerError `input-…` or `image-…`, InkError; for pixels, from the returned
 * function
 */
export function inputToImage(
  input: RecognizerInput,
  preparation: Preprocessing,
  on: DrawnOn,
): PendingImage {
  try {
    const image = readInput(input, preparation, on);
    return typeof image === 'function' ? () => image().catch(refuse) : image;
  } catch (error) {
    return refuse(error);
  }
}

/** Errors of this library pass; any other error was thrown by the input while it was read. */
function refuse(cause: unknown): never {
  if (cause instanceof CodedError) throw cause;
  throw new RecognizerError(
    'input-unsupported',
    'The input cannot be read (see the cause of this error): one of its getters, methods or proxies fails, or there is too little memory. Pass plain data, such as an ImageData.',
    { cause },
  );
}

function readInput(value: unknown, preparation: Preprocessing, on: DrawnOn): PendingImage {
  if (Array.isArray(value) && !holdsNumbers(value)) return readStrokes(value, preparation, on);
  if (isFloat32Array(value)) return toInk(checkImage(value.slice()));
  if (isPicture(value)) {
    const pixels = pictureToPixels(value);
    return pixels && (() => preparePixels(pixels, preparation));
  }
  if (isBlob(value)) return async () => preparePixels(await decode(value), preparation);
  if (isPixels(value)) {
    const pixels = copyPixels(value);
    return async () => {
      const ink = await preparePixels(pixels, preparation);
      refuseNoise(pixels);
      return ink;
    };
  }
  if (isFramed(value)) {
    const { width, height, strokes } = value;
    return readStrokes(strokes, preparation, { ...on, frame: { width, height } });
  }
  throw new RecognizerError(
    'input-unsupported',
    `Cannot recognize ${describeValue(value)}. Pass strokes (an array of arrays of points), a drawing {width, height, strokes}, an ImageData, a canvas, an image, a picture file, or a Float32Array of ${IMAGE_LENGTH} values.`,
  );
}

function readStrokes(value: unknown, preparation: Preprocessing, on: DrawnOn): InputImage {
  const strokes = readDrawing(value);
  if (isTooSmall(strokes, on)) return 'too-small';
  const ink = toInk(drawingToImage(strokes, preparation));
  return ink && { ...ink, makeColumns: (digit) => columnsToImages(strokes, preparation, digit) };
}

function toInk(image: Float32Array | null): Ink | null {
  return image && { image };
}

/** A column that is less high than this fraction of the drawing is not a digit. */
const MIN_COLUMN = 0.5;

/** Of what reads as a 4: the left stroke of an open one ends higher. */
const MIN_COLUMN_OF_4 = 0.85;

/** Arcs that are nearer to each other, in heights, are a 0 if they read as one. */
const MIN_GAP_OF_0 = 0.05;

function columnsToImages(
  strokes: Drawing,
  preparation: Preprocessing,
  digit: number | null,
): Float32Array[] {
  const columns = columnsOfStrokes(strokes).map((own) => own.map((stroke) => strokes[stroke]!));
  const boxes = columns.map((column) => drawingExtent(column)!);
  const height = heightOf(drawingExtent(strokes)!);
  const least = height * (digit === 4 ? MIN_COLUMN_OF_4 : MIN_COLUMN);
  const gap = digit === 0 ? height * MIN_GAP_OF_0 : -Infinity;
  const areDigits =
    columns.length > 1 &&
    boxes.every(
      (box, index) =>
        heightOf(box) >= least && box.left - (boxes[index - 1]?.right ?? -Infinity) >= gap,
    );
  return areDigits ? columns.map((column) => drawingToImage(column, preparation)!) : [];
}

/**
 * Copies and checks the strokes of a number.
 *
 * @throws RecognizerError `input-unsupported`, InkError
 */
export function readNumberInk(input: unknown, on: DrawnOn): Point[][] | 'too-small' | null {
  try {
    const framed = isFramed(input) ? readFramedDrawing(input) : { strokes: readDrawing(input) };
    const { strokes } = framed;
    if (isTooSmall(strokes, 'width' in framed ? { ...on, frame: framed } : on)) return 'too-small';
    return drawingExtent(strokes) && strokes;
  } catch (error) {
    return refuse(error);
  }
}

async function decode(blob: Blob): Promise<Pixels | null> {
  const { blobToPixels } = await lazyImport('decodes pictures', () => import('./blob.js'));
  return blobToPixels(blob);
}

async function preparePixels(
  pixels: Pixels | null,
  preparation: Preprocessing,
): Promise<Ink | null> {
  if (!pixels) return null;
  const { pixelsToImage } = await lazyImport('reads images', () => import('../ink/pictures.js'));
  return toInk(pixelsToImage(pixels, preparation));
}

/** Checks the first value only, because an array may claim any length. Ink rejects what cannot be read. */
function holdsNumbers(value: readonly unknown[]): boolean {
  try {
    return typeof value[0] === 'number';
  } catch {
    return false;
  }
}

/** Copies the bytes. `ink` checks them, so anything else is passed on as it is. */
function copyPixels({ width, height, data }: Pixels): Pixels {
  const slice: unknown = (data as Partial<Pixels['data']> | null)?.slice;
  return { width, height, data: typeof slice === 'function' ? data.slice() : data };
}

/** Checks the tag, because `instanceof` fails for arrays from other frames. */
function isFloat32Array(value: unknown): value is Float32Array {
  return Object.prototype.toString.call(value) === '[object Float32Array]';
}

function isBlob(value: unknown): value is Blob {
  return /^\[object (Blob|File)\]$/.test(Object.prototype.toString.call(value));
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

/**
 * Checks a finished input image.
 *
 * @returns the image, or null if it is blank
 * @throws RecognizerError `input-length`, `input-not-finite` or `input-out-of-range`
 */
function checkImage(image: Float32Array): Float32Array | null {
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

/**
 * Writes input images (0 paper, 1 ink) one after the other as the network takes them.
 *
 * @returns images × 784 values
 */
export function encodeImages(
  images: readonly Float32Array[],
  input: DescriptorMetadata['input'],
): Float32Array {
  const [paper, ink] = inputEnds(input);
  const encoded = new Float32Array(images.length * IMAGE_LENGTH);
  images.forEach((image, index) => {
    const offset = index * IMAGE_LENGTH;
    for (let i = 0; i < IMAGE_LENGTH; i++) {
      const from =
        input.layout === 'columns' ? (i % IMAGE_SIDE) * IMAGE_SIDE + Math.floor(i / IMAGE_SIDE) : i;
      encoded[offset + i] = paper + image[from]! * (ink - paper);
    }
  });
  return encoded;
}
