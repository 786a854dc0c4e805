import { falsifiesPixels, FALSIFIED } from '../../recognizer/picture.js';
import { CodedError } from '../../util/errors.js';
import type { Drawing, Frame } from '../../ink/index.js';
import { paintDrawing } from './paint.js';

/** Longer side of the picture in pixels, whatever the surface's size. */
const PICTURE_SIDE = 560;

/**
 * The drawing as a picture, black ink on white paper: what every reader of images expects.
 *
 * @param frame that the drawing's coordinates refer to; known.
 * @param penWidth diameter of the pen, in the same unit.
 * @param type MIME type; the browser falls back to PNG for one it cannot write.
 * @param quality 0 to 1, for types that lose detail.
 * @throws CodedError `picture-blocked` where the browser gives noise for the pixels of a canvas
 */
export async function drawingToBlob(
  drawing: Drawing,
  frame: Frame,
  penWidth: number,
  type = 'image/png',
  quality?: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const scale = PICTURE_SIDE / Math.max(frame.width, frame.height);
  canvas.width = Math.max(1, Math.round(frame.width * scale));
  canvas.height = Math.max(1, Math.round(frame.height * scale));
  const context = canvas.getContext('2d');
  // A canvas without one would be encoded all the same: as a picture of nothing.
  if (context === null) throw encodingError();
  if (falsifiesPixels(context)) {
    throw new CodedError('picture-blocked', `${FALSIFIED}, or use toSVG().`);
  }
  context.scale(scale, scale);
  paintDrawing(context, drawing, { width: penWidth, color: '#000' });
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(encodingError()) : resolve(blob)),
      type,
      quality,
    );
  });
}

function encodingError(): DOMException {
  return new DOMException(
    'The browser could not encode the drawing; it may be short of memory. Try again later.',
    'EncodingError',
  );
}
