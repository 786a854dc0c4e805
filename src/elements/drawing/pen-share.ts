import { PEN_SHARE } from './paint.js';

/**
 * Diameter of the pen as a share of the canvas's side. It stands in the computed `stroke-width`, which
 * takes lengths and percentages alike and tells of a change by a transition.
 */
export function penShareOf(canvas: HTMLCanvasElement): number {
  const { strokeWidth } = getComputedStyle(canvas);
  const share = parseFloat(strokeWidth) / (strokeWidth.endsWith('%') ? 100 : canvas.clientWidth);
  return share > 0 && share < Infinity ? share : PEN_SHARE;
}
