import type { Drawing } from '../../ink/index.js';
import { paintDrawing } from './paint.js';

/** Side of the picture in pixels, whatever the surface's size. */
const PICTURE_SIDE = 560;

/**
 * The drawing as a square picture, black ink on white paper: what every reader of images expects.
 *
 * @param side of the surface the drawing's coordinates refer to; above 0.
 * @param penShare diameter of the pen, as a share of that side.
 * @param type MIME type; the browser falls back to PNG for one it cannot write.
 * @param quality 0 to 1, for types that lose detail.
 */
export function drawingToBlob(
  drawing: Drawing,
  side: number,
  penShare: number,
  type = 'image/png',
  quality?: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = PICTURE_SIDE;
  canvas.height = PICTURE_SIDE;
  const context = canvas.getContext('2d');
  // A canvas without one would be encoded all the same: as a picture of nothing.
  if (context === null) return Promise.reject(encodingError());
  context.scale(PICTURE_SIDE / side, PICTURE_SIDE / side);
  paintDrawing(context, drawing, { side, width: side * penShare, color: '#000' });
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
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
