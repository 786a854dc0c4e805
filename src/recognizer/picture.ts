import type { Pixels } from '../ink/index.js';
import { RecognizerError } from './types.js';

/** What can be drawn on a canvas to read its pixels. */
type Picture = HTMLCanvasElement | OffscreenCanvas | HTMLImageElement | ImageBitmap;

/** Larger pictures are scaled down to bound memory; only 28 pixels are needed in the end. */
const MAX_SIDE = 2048;

export function isPicture(value: unknown): value is Picture {
  if (typeof value !== 'object' || value === null) return false;
  return isImageElement(value) || isCanvas(value) || isBitmap(value);
}

/**
 * Reads a picture's pixels through a separate canvas, so that a canvas with any kind of context can be
 * read without changing it.
 *
 * @returns null for a canvas without area
 * @throws RecognizerError `image-not-loaded`, `image-tainted`, `picture-blocked`, or
 * `input-unsupported` if there is no 2D canvas
 */
export function pictureToPixels(picture: Picture): Pixels | null {
  const [width, height] = sizeOfPicture(picture);
  if (width === 0 || height === 0) {
    if (isCanvas(picture)) return null;
    throw new RecognizerError(
      'image-not-loaded',
      'The image has no pixels: it is still loading, failed to load or was closed. Wait for image.decode() first.',
    );
  }
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  const context = createContext(across, down);
  if (falsifiesPixels(context)) throw blockedError();
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, across, down);
  try {
    return context.getImageData(0, 0, across, down);
  } catch (error) {
    throw new RecognizerError(
      'image-tainted',
      'The picture comes from another site, so the page may not read its pixels. Serve it with CORS headers and set crossOrigin on the image before its src.',
      { cause: error },
    );
  }
}

/**
 * Rejects pixels that a page read from a canvas whose browser returns noise. Nearly all such pixels are
 * translucent, unlike those of any picture.
 *
 * @throws RecognizerError `picture-blocked`
 */
export function refuseNoise({ data }: Pixels): void {
  let translucent = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i]! > 0 && data[i]! < 255) translucent++;
  if (translucent * 8 <= data.length) return;
  const context = createCanvas(2, 2)?.getContext('2d') as Context2D | null | undefined;
  if (context && falsifiesPixels(context)) throw blockedError();
}

function blockedError(): RecognizerError {
  return new RecognizerError('picture-blocked', `${FALSIFIED}, or pass strokes.`);
}

/** In pixels; 0 for an image that is not there. */
export function sizeOfPicture(picture: Picture): [width: number, height: number] {
  if (!isImageElement(picture)) return [picture.width, picture.height];
  return picture.complete ? [picture.naturalWidth, picture.naturalHeight] : [0, 0];
}

function isImageElement(value: object): value is HTMLImageElement {
  return 'naturalWidth' in value && 'complete' in value;
}

function isCanvas(value: object): value is HTMLCanvasElement | OffscreenCanvas {
  return 'getContext' in value && typeof value.getContext === 'function' && 'width' in value;
}

function isBitmap(value: object): value is ImageBitmap {
  return Object.prototype.toString.call(value) === '[object ImageBitmap]';
}

/** Of a canvas of its own, to read pixels from. @throws RecognizerError `input-unsupported` */
export function createContext(width: number, height: number): Context2D {
  const context = createCanvas(width, height)?.getContext('2d', { willReadFrequently: true });
  if (context) return context as Context2D;
  throw new RecognizerError(
    'input-unsupported',
    'A picture can be read only where there is a 2D canvas; pass its pixels as {width, height, data}.',
  );
}

function createCanvas(width: number, height: number): HTMLCanvasElement | OffscreenCanvas | null {
  if (typeof document === 'undefined') {
    return typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(width, height);
  }
  return Object.assign(document.createElement('canvas'), { width, height });
}

/** A 2D context of any canvas. */
type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** The start of an error message, with what the user can do. */
export const FALSIFIED =
  'The browser protects against fingerprinting: it gives pages noise in place of the pixels of a canvas (in Firefox, privacy.resistFingerprinting). Allow this site to use canvas data';

/** Side of the square that is painted and read back, in pixels. */
const SIDE = 16;

/** Some browsers change each byte slightly, which is harmless. */
const TOLERANCE = 64;

/**
 * Whether the browser falsifies canvas pixels: paints a known pattern and reads it back. Leaves the
 * canvas blank, so call it before painting. Not cached, because the user can allow canvas access later.
 *
 * @throws SecurityError if the canvas has pixels of another site
 */
export function falsifiesPixels(context: Context2D): boolean {
  const width = Math.min(SIDE, context.canvas.width);
  const height = Math.min(SIDE, context.canvas.height);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#000';
  context.fillRect(0, 0, Math.ceil(width / 2), height);
  const { data } = context.getImageData(0, 0, width, height);
  context.clearRect(0, 0, width, height);
  return data.some((value, i) => {
    const isWhite = Math.floor(i / 4) % width >= Math.ceil(width / 2) || i % 4 === 3;
    return Math.abs(value - (isWhite ? 255 : 0)) > TOLERANCE;
  });
}
