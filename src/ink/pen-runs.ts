import { distinctPoints, segmentsThrough, splitSegment, type CurveSegment } from './curve.js';
import type { Point, Stroke } from './types.js';

/** A piece of a stroke that is drawn with one width. */
export interface PenRun {
  /** Diameter of the pen, in the unit of the stroke's points. */
  readonly width: number;
  /** Of the stroke's curve, in order; none for a dot. */
  readonly segments: readonly CurveSegment[];
}

/** The pen gets wider and narrower by this share at most. */
const SPREAD = 0.25;
/** Widths are multiples of this share of the pen, so that neighbours often have the same. */
const GRAIN = 1 / 64;
/** At this speed the line is as wide as the pen; in pen widths per millisecond. */
const PACE = 0.04;
/** Speed is a mean that forgets in about this time, in milliseconds: samples come unevenly. */
const MEMORY = 50;

/**
 * The curve of a stroke in pieces of one width each: wider where the hand pressed or was slow, narrower
 * where it was light or quick. Without pressure and time all of it is as wide as the pen. What is
 * drawn already keeps its width as the stroke goes on.
 *
 * @param penWidth diameter of the pen, in the unit of the stroke's points; above 0.
 */
export function penRuns(stroke: Stroke, penWidth: number): PenRun[] {
  const points = distinctPoints(stroke);
  const factors = widthFactors(points, penWidth);
  const runs: { width: number; segments: CurveSegment[] }[] = [];
  const widthAt = (factor: number): number => Math.round(factor / GRAIN) * GRAIN * penWidth;
  for (const [i, segment] of segmentsThrough(points).entries()) {
    const [from, to] = [factors[i]!, factors[i + 1]!];
    // So many that the width changes by a grain from one to the next, and no step is to be seen.
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

/** Of each point, what the pen's width is multiplied with. */
function widthFactors(points: Stroke, penWidth: number): number[] {
  if (points.some(hasPressure)) return byPressure(points);
  const lasted = (points.at(-1)?.t ?? NaN) - (points[0]?.t ?? NaN);
  return lasted > 0 ? bySpeed(points, penWidth) : points.map(() => 1);
}

/** What cannot feel pressure reports a half, as the standard has it, or its whole range. */
function hasPressure({ pressure }: Point): boolean {
  return pressure !== undefined && pressure !== 0.5 && pressure !== 1;
}

function byPressure(points: Stroke): number[] {
  let last = 0.5;
  // A pen that is being lifted has none.
  return points.map(({ pressure = last }) => {
    last = pressure;
    return 1 + 2 * SPREAD * (pressure - 0.5);
  });
}

function bySpeed(points: Stroke, penWidth: number): number[] {
  let time = MEMORY;
  let way = PACE * MEMORY;
  return points.map((point, i) => {
    const before = points[i - 1] ?? point;
    const passed = Math.max(0, (point.t ?? 0) - (before.t ?? 0));
    const kept = Math.exp(-passed / MEMORY);
    time = time * kept + passed;
    way = way * kept + Math.hypot(point.x - before.x, point.y - before.y) / penWidth;
    const speed = way / time;
    return 1 + (SPREAD * (PACE - speed)) / (PACE + speed);
  });
}
