import type { Drawing } from './types.js';

/** Edges of the smallest upright rectangle around something, y downwards. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The extent of a drawing's points, the pen's width left out; null when there are none. */
export function drawingExtent(drawing: Drawing): Extent | null {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const stroke of drawing) {
    for (const { x, y } of stroke) {
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return left <= right ? { left, top, right, bottom } : null;
}
