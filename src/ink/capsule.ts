import type { SpanUnion } from './spans.js';

/**
 * Adds a capsule, the shape a round pen of `radius` leaves on the way from (ax, ay) to (bx, by), to a
 * union of spans on bands of height `bandHeight` whose first begins at y = 0. Each band is cut at its
 * middle; the cut is exact.
 *
 * The outline on either side is an arc around the upper end, a straight edge, and an arc around the
 * lower end; the edge spans the heights of the ends, moved by the radius along the normal.
 */
export function addCapsule(
  spans: SpanUnion,
  bandHeight: number,
  radius: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): void {
  if (ay > by) {
    [ax, ay, bx, by] = [bx, by, ax, ay];
  }
  const length = Math.hypot(bx - ax, by - ay);
  const dx = length > 0 ? (bx - ax) / length : 0;
  const dy = length > 0 ? (by - ay) / length : 1;
  const slope = dy > 0 ? dx / dy : 0;
  // x of the straight edges, at the height of the upper end
  const edge = dy > 0 ? radius / dy : 0;
  const rise = radius * dx;
  const square = radius * radius;
  const begin = Math.max(0, Math.ceil((ay - radius) / bandHeight - 0.5));
  const end = Math.min(spans.first.length, Math.ceil((by + radius) / bandHeight - 0.5));
  for (let band = begin; band < end; band++) {
    const y = (band + 0.5) * bandHeight;
    const above = y - ay;
    const below = y - by;
    let start: number;
    if (above < rise) start = ax - chord(square, above);
    else if (below > rise) start = bx - chord(square, below);
    else start = ax + above * slope - edge;
    let stop: number;
    if (above < -rise) stop = ax + chord(square, above);
    else if (below > -rise) stop = bx + chord(square, below);
    else stop = ax + above * slope + edge;
    spans.add(band, start, stop);
  }
}

/** Half the width of a disc at `height` from its middle, from the square of its radius. */
function chord(square: number, height: number): number {
  const rest = square - height * height;
  return rest > 0 ? Math.sqrt(rest) : 0;
}
