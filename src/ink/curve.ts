import type { Point, Stroke } from './types.js';

type Position = Pick<Point, 'x' | 'y'>;

/** A cubic Bézier curve; it begins where the one before it ends. */
export interface CurveSegment {
  readonly from: Position;
  readonly control1: Position;
  readonly control2: Position;
  readonly to: Position;
}

/**
 * The smooth curve through the points of a stroke, in order: one segment between each two that differ,
 * none for a dot.
 *
 * A centripetal Catmull–Rom spline, which has neither cusps nor loops between points (C. Yuksel,
 * S. Schaefer, J. Keyser, "Parameterization and applications of Catmull-Rom curves", 2011).
 */
export function strokeSegments(stroke: Stroke): CurveSegment[] {
  return segmentsThrough(distinctPoints(stroke));
}

/** {@link strokeSegments} of points of which no two in a row coincide. */
export function segmentsThrough(points: Stroke): CurveSegment[] {
  const segments: CurveSegment[] = [];
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1]!;
    const to = points[i]!;
    const before = points[i - 2];
    const after = points[i + 1];
    segments.push({
      from: position(from),
      control1: before ? control(before, from, to) : position(from),
      control2: after ? control(after, to, from) : position(to),
      to: position(to),
    });
  }
  return segments;
}

/**
 * The same curve in so many pieces of equal parameter, in order, by de Casteljau's algorithm.
 *
 * @param pieces a whole number, 1 or more.
 */
export function splitSegment(segment: CurveSegment, pieces: number): CurveSegment[] {
  const split: CurveSegment[] = [];
  let { from, control1, control2 } = segment;
  const { to } = segment;
  for (let left = pieces; left > 1; left--) {
    const [a, b, c] = [
      [from, control1],
      [control1, control2],
      [control2, to],
    ].map(([p, q]) => between(p!, q!, 1 / left)) as [Position, Position, Position];
    const [ab, bc] = [between(a, b, 1 / left), between(b, c, 1 / left)];
    const end = between(ab, bc, 1 / left);
    split.push({ from, control1: a, control2: ab, to: end });
    [from, control1, control2] = [end, bc, c];
  }
  return [...split, { from, control1, control2, to }];
}

function between(p: Position, q: Position, share: number): Position {
  return { x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share };
}

/** Without the points that lie where the one before them does. */
export function distinctPoints(stroke: Stroke): Stroke {
  return stroke.filter((point, i) => i === 0 || !coincide(point, stroke[i - 1]!));
}

/** The control point beside `near`, on the way to `far`, with `outer` on the other side of `near`. */
function control(outer: Position, near: Position, far: Position): Position {
  // With the distances a and b of near from outer and far: near + (a(far − near) + b(near − outer)) /
  // (3√a(√a + √b)), the published formula in differences, which do not cancel.
  const a = distance(outer, near);
  const b = distance(near, far);
  const scale = 3 * (a + Math.sqrt(a * b));
  return {
    x: near.x + (a * (far.x - near.x) + b * (near.x - outer.x)) / scale,
    y: near.y + (a * (far.y - near.y) + b * (near.y - outer.y)) / scale,
  };
}

function distance(a: Position, b: Position): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function coincide(a: Position, b: Position): boolean {
  return a.x === b.x && a.y === b.y;
}

function position({ x, y }: Position): Position {
  return { x, y };
}
