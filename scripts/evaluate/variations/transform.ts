import { drawingExtent, type Drawing } from '../../../src/ink/index.js';

/** Turns a drawing, clockwise as seen (y grows downwards). */
export function rotate(drawing: Drawing, degrees: number): Drawing {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return move(drawing, (x, y) => ({ x: x * cos - y * sin, y: x * sin + y * cos }));
}

/** Leans a drawing's uprights to the right by an angle below 90 degrees; its height stays. */
export function slant(drawing: Drawing, degrees: number): Drawing {
  const tangent = Math.tan((degrees * Math.PI) / 180);
  return move(drawing, (x, y) => ({ x: x - y * tangent, y }));
}

/**
 * A drawing as a screen would have reported it: its longer side `side` CSS pixels, every coordinate a
 * whole pixel. A drawing without extent becomes a dot.
 */
export function toWholePixels(drawing: Drawing, side: number): Drawing {
  const extent = drawingExtent(drawing);
  if (!extent) return drawing;
  const longer = Math.max(extent.right - extent.left, extent.bottom - extent.top) || 1;
  const pixel = (value: number, start: number) => Math.round(((value - start) / longer) * side);
  return move(drawing, (x, y) => ({ x: pixel(x, extent.left), y: pixel(y, extent.top) }));
}

function move(
  drawing: Drawing,
  place: (x: number, y: number) => { x: number; y: number },
): Drawing {
  return drawing.map((stroke) => stroke.map(({ x, y }) => place(x, y)));
}
