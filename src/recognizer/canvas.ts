/** A 2D context of any canvas. */
export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** What is to be said of it, and what the user can do. */
export const FALSIFIED =
  'The browser protects against fingerprinting: it gives pages noise in place of the pixels of a canvas (in Firefox, privacy.resistFingerprinting). Allow this site to use canvas data';

/** Side of the square that is painted and read back. */
const SIDE = 16;

/** Some browsers change each byte a little, which does no harm. */
const TOLERANCE = 64;

/**
 * Whether the browser falsifies the pixels of canvases: paints a known pattern and reads it back. To
 * be called before the canvas is painted on, as it is left blank. Asked each time, since a user can
 * allow it meanwhile.
 *
 * @throws SecurityError where the canvas has pixels of another site
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
