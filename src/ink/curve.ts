import type { Point, Stroke } from './drawing.js';

type Position = Pick<Point, 'x' | 'y'>;

/** A cubic Bézier curve; it begins where the one before it ends. */
export interface CurveSegment {
  readonly from: Position;
  readonly control1: Position;
  readonly control2: Position;
  readonly to: Position;
}

/**
 * The smooth curve through the points of a stroke: one segment between each two successive points that
 * differ; no segments for a dot.
 *
 * A centripetal Catmull–Rom spline, which has neither cusps nor loops between points (C. Yuksel,
 * S. Schaefer, J. Keyser, "Parameterization and applications of Catmull-Rom curves", 2011).
 */
export function strokeSegments(stroke: Stroke): CurveSegment[] {
  return segmentsThrough(distinctPoints(stroke));
}

/**
 * {@link strokeSegments} of points of which no two in a row coincide.
 *
 * @param gap a curve whose ends are at most so far apart bends there as if it were closed.
 */
function segmentsThrough(points: Stroke, gap = -1): CurveSegment[] {
  const segments: CurveSegment[] = [];
  const [first, second] = points;
  const [previous, last] = points.slice(-2);
  const isClosed =
    points.length > 4 &&
    distance(first!, last!) <= gap &&
    !coincide(previous!, first!) &&
    !coincide(second!, last!);
  // Ends that are nearly the same point say nothing of the direction there.
  const [entry, exit] = isClosed ? [previous, second] : [];
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1]!;
    const to = points[i]!;
    const before = points[i - 2] ?? entry;
    const after = points[i + 1] ?? exit;
    segments.push({
      from: position(from),
      control1: before ? control(before, from, to) : position(from),
      control2: after ? control(after, to, from) : position(to),
      to: position(to),
    });
  }
  return segments;
}

/** Points on the curve of {@link strokeSegments}, those of the stroke among them, about `distance` apart at most. */
export function pointsOnCurve(stroke: Stroke, distance: number): Position[] {
  const pieces = strokeSegments(stroke).flatMap((segment) => {
    const { from, to } = segment;
    return splitSegment(segment, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / distance));
  });
  return [...stroke.slice(0, 1), ...pieces.map(({ to }) => to)];
}

/**
 * Splits a curve into `pieces` of equal parameter length, by de Casteljau's algorithm.
 *
 * @param pieces a whole number, 1 or more.
 */
function splitSegment(segment: CurveSegment, pieces: number): CurveSegment[] {
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

function between(p: Position, q: Position, fraction: number): Position {
  return { x: p.x + (q.x - p.x) * fraction, y: p.y + (q.y - p.y) * fraction };
}

/** Leaves out points that repeat the one before. */
function distinctPoints(stroke: Stroke): Stroke {
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

/** A piece of a stroke that is drawn with one width. */
export interface PenRun {
  /** Diameter of the pen, in the unit of the stroke's points. */
  readonly width: number;
  /** Of the stroke's curve, in order; empty for a dot. */
  readonly segments: readonly CurveSegment[];
}

/** Maximum change of the pen's width, as a fraction of it. */
const SPREAD = 0.25;
/** Widths are multiples of this fraction of the pen, so that neighboring pieces often share one. */
const GRAIN = 1 / 64;
/** Speed at which the line is as wide as the pen, in pen widths per millisecond. */
const MEAN_SPEED = 0.04;
/** Time constant of the moving average of the speed, in ms; samples arrive unevenly. */
const MEMORY = 50;

/**
 * The curve of a stroke in pieces of one width each: wider under pressure or at low speed, narrower
 * otherwise, and as wide as the pen without pressure and time. Adding points does not change the width
 * of earlier pieces.
 *
 * @param penWidth diameter of the pen, in the unit of the stroke's points; above 0.
 */
export function penRuns(stroke: Stroke, penWidth: number): PenRun[] {
  const points = distinctPoints(stroke);
  const factors = widthFactors(points, penWidth);
  const runs: { width: number; segments: CurveSegment[] }[] = [];
  const widthAt = (factor: number): number => Math.round(factor / GRAIN) * GRAIN * penWidth;
  for (const [i, segment] of segmentsThrough(points, penWidth / 2).entries()) {
    const [from, to] = [factors[i]!, factors[i + 1]!];
    // Enough pieces that the width changes by one grain at a time, which is not visible.
    const pieces = splitSegment(segment, Math.max(1, Math.ceil(Math.abs(to - from) / GRAIN)));
    for (const [k, piece] of pieces.entries()) {
      const width = widthAt(from + ((to - from) * (k + 0.5)) / pieces.length);
      const run = runs.at(-1);
      if (run?.width === width) run.segments.push(piece);
      else runs.push({ width, segments: [piece] });
    }
  }
  if (points.length === 1) runs.push({ width: widthAt(factors[0]!), segments: [] });
  return runs;
}

/** Factor of the pen's width at each point. */
function widthFactors(points: Stroke, penWidth: number): number[] {
  if (points.some(hasPressure)) return byPressure(points);
  const lasted = (points.at(-1)?.t ?? NaN) - (points[0]?.t ?? NaN);
  return lasted > 0 ? bySpeed(points, penWidth) : points.map(() => 1);
}

/** Devices without a pressure sensor report 0.5, as the standard says, or 1. */
function hasPressure({ pressure }: Point): boolean {
  return pressure !== undefined && pressure !== 0.5 && pressure !== 1;
}

function byPressure(points: Stroke): number[] {
  let last = 0.5;
  // The last points, as the pen lifts, may lack a pressure.
  return points.map(({ pressure = last }) => {
    last = pressure;
    return 1 + 2 * SPREAD * (pressure - 0.5);
  });
}

function bySpeed(points: Stroke, penWidth: number): number[] {
  let time = MEMORY;
  let way = MEAN_SPEED * MEMORY;
  return points.map((point, i) => {
    const before = points[i - 1] ?? point;
    const passed = Math.max(0, (point.t ?? 0) - (before.t ?? 0));
    const kept = Math.exp(-passed / MEMORY);
    time = time * kept + passed;
    way = way * kept + Math.hypot(point.x - before.x, point.y - before.y) / penWidth;
    const speed = way / time;
    return 1 + (SPREAD * (MEAN_SPEED - speed)) / (MEAN_SPEED + speed);
  });
}
