import type { Drawing, Point } from './types.js';

/** A drawing that shares nothing with the given one, of its known fields only. */
export function copyDrawing(drawing: Drawing): Point[][] {
  return drawing.map((stroke) => stroke.map(copyPoint));
}

function copyPoint({ x, y, t, pressure }: Point): Point {
  const point: Point = { x, y };
  if (t !== undefined) point.t = t;
  if (pressure !== undefined) point.pressure = pressure;
  return point;
}
