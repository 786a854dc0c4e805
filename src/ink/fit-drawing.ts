import type { Extent } from './extent.js';
import type { Drawing, Stroke } from './types.js';

/** Points closer than this to the one before, in grid pixels, are left out. */
const CLOSE = 1 / 32;

export interface FittedDrawing {
  /** x, y, x, y, … of each stroke that has points, in grid pixels from the upper left of the ink. */
  readonly paths: readonly Float64Array[];
  /** Of the ink, margins included, in grid pixels. */
  readonly width: number;
  readonly height: number;
}

/** Scales a drawing so that the longer side of `extent` becomes `side`, with `margin` all around. */
export function fitDrawing(
  drawing: Drawing,
  extent: Extent,
  side: number,
  margin: number,
): FittedDrawing {
  // Halves keep a difference from overflowing; a quotient of them is at most 1 where a scale could.
  const halfLeft = extent.left / 2;
  const halfTop = extent.top / 2;
  const halfWidth = extent.right / 2 - halfLeft;
  const halfHeight = extent.bottom / 2 - halfTop;
  const longer = Math.max(halfWidth, halfHeight) || 1;
  const fitStroke = (stroke: Stroke): Float64Array => {
    const path = new Float64Array(stroke.length * 2);
    let length = 0;
    for (let i = 0; i < stroke.length; i++) {
      const point = stroke[i]!;
      const x = ((point.x / 2 - halfLeft) / longer) * side + margin;
      const y = ((point.y / 2 - halfTop) / longer) * side + margin;
      const isEnd = i === 0 || i === stroke.length - 1;
      if (!isEnd && isClose(x - path[length - 2]!, y - path[length - 1]!)) continue;
      path[length++] = x;
      path[length++] = y;
    }
    return path.subarray(0, length);
  };
  return {
    paths: drawing.filter((stroke) => stroke.length > 0).map(fitStroke),
    width: (halfWidth / longer) * side + 2 * margin,
    height: (halfHeight / longer) * side + 2 * margin,
  };
}

/** Sum of the lengths of the paths, in grid pixels. */
export function pathLength(paths: readonly Float64Array[]): number {
  let length = 0;
  for (const path of paths) {
    for (let i = 2; i < path.length; i += 2) {
      length += Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!);
    }
  }
  return length;
}

function isClose(dx: number, dy: number): boolean {
  return dx * dx + dy * dy < CLOSE * CLOSE;
}
