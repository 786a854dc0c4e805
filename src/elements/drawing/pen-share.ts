import { PEN_SHARE } from '../../ink/index.js';
import { styleOf } from '../dom.js';

/**
 * Diameter of the pen as a fraction of the canvas's smaller side. It stands in the computed `stroke-width`, which
 * takes lengths and percentages alike and tells of a change by a transition.
 */
export function penShareOf(canvas: HTMLCanvasElement): number {
  const { strokeWidth = '' } = styleOf(canvas);
  const side = Math.min(canvas.clientWidth, canvas.clientHeight);
  const share = parseFloat(strokeWidth) / (strokeWidth.endsWith('%') ? 100 : side);
  return share > 0 && share < Infinity ? share : PEN_SHARE;
}
