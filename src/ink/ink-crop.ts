import type { Extent } from './extent.js';
import type { InkCurve } from './ink-curve.js';

/** Ink fainter than this does not widen the crop. */
const FAINT = 0.05;

/**
 * The edges of the ink in an image, in pixels: those of the ink beyond doubt, moved outwards over the
 * soft pixels next to it, but by no more than blur accounts for, so that grain far off does not count.
 */
export function inkCrop(levels: Uint8Array, width: number, curve: InkCurve): Extent {
  const height = levels.length / width;
  let { left, top, right, bottom } = extentAbove(levels, width, curve.threshold);
  const softColumn = (column: number): boolean =>
    anySoft(levels, curve, top * width + column, width, bottom - top);
  const softRow = (row: number): boolean =>
    anySoft(levels, curve, row * width + left, 1, right - left);
  const reach = Math.ceil(1 + 0.02 * Math.max(width, height));
  const most = { left, top, right, bottom };
  while (left > Math.max(0, most.left - reach) && softColumn(left - 1)) left--;
  while (right < Math.min(width, most.right + reach) && softColumn(right)) right++;
  while (top > Math.max(0, most.top - reach) && softRow(top - 1)) top--;
  while (bottom < Math.min(height, most.bottom + reach) && softRow(bottom)) bottom++;
  return { left, top, right, bottom };
}

function extentAbove(levels: Uint8Array, width: number, threshold: number): Extent {
  let left = width;
  let top = -1;
  let right = 0;
  let bottom = 0;
  for (let offset = 0, row = 0; offset < levels.length; offset += width, row++) {
    let first = 0;
    while (first < width && levels[offset + first]! <= threshold) first++;
    if (first === width) continue;
    let last = width;
    while (levels[offset + last - 1]! <= threshold) last--;
    if (top < 0) top = row;
    bottom = row + 1;
    if (first < left) left = first;
    if (last > right) right = last;
  }
  return { left, top, right, bottom };
}

/** Whether any of `count` pixels, from `from` on and `stride` apart, has more than faint ink. */
function anySoft(
  levels: Uint8Array,
  curve: InkCurve,
  from: number,
  stride: number,
  count: number,
): boolean {
  for (let i = 0; i < count; i++) {
    if (curve.ink[levels[from + i * stride]!]! > FAINT) return true;
  }
  return false;
}
