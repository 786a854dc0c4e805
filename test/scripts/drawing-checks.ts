import assert from 'node:assert/strict';
import type { Drawing, Point, Stroke } from '../../src/ink/index.js';

/** What every step of augmentation has to leave behind: strokes, each of points, each a place. */
export function assertSound(drawing: Drawing): void {
  assert.ok(drawing.length > 0, 'there are strokes');
  for (const stroke of drawing) {
    assert.ok(stroke.length > 0, 'a stroke has points');
    for (const { x, y } of stroke) assert.ok(Number.isFinite(x) && Number.isFinite(y), `${x} ${y}`);
  }
}

export function assertAt({ x, y }: Point, place: Point, tolerance = 1e-9): void {
  const apart = Math.hypot(x - place.x, y - place.y);
  assert.ok(apart <= tolerance, `${x}, ${y} is not ${place.x}, ${place.y}`);
}

export function assertSameDrawing(actual: Drawing, expected: Drawing, tolerance = 1e-9): void {
  assert.deepEqual(
    actual.map(({ length }) => length),
    expected.map(({ length }) => length),
  );
  actual.forEach((stroke, which) =>
    stroke.forEach((point, at) => assertAt(point, expected[which]![at]!, tolerance)),
  );
}

/** Length of the way along a stroke. */
export function wayLength(stroke: Stroke): number {
  return stroke
    .slice(1)
    .reduce((sum, { x, y }, at) => sum + Math.hypot(x - stroke[at]!.x, y - stroke[at]!.y), 0);
}

/** From a point to the nearest place on a stroke. */
export function distanceTo(stroke: Stroke, { x, y }: Point): number {
  const distances = stroke.map((from, at) => {
    const to = stroke[at + 1] ?? from;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const square = dx * dx + dy * dy;
    const part = square > 0 ? ((x - from.x) * dx + (y - from.y) * dy) / square : 0;
    const within = Math.min(1, Math.max(0, part));
    return Math.hypot(x - from.x - within * dx, y - from.y - within * dy);
  });
  return Math.min(...distances);
}
