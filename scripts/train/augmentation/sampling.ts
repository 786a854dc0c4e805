import type { Drawing, Stroke } from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import { arcLengths, distance, interpolate, positionAt } from './geometry.js';

/** A hand slows down in bends: speed goes with curvature to this power (Lacquaniti et al. 1983). */
const POWER = 1 / 3;
/** Curvatures, in 1 over the drawing's longer side, below and above which speed no longer changes. */
const STRAIGHT = 1;
const SHARP = 60;

/**
 * Takes `count` points off the drawing at even steps of time, as a device does that asks where the
 * pen is so many times a second: far apart where the hand was fast, close in bends. At least the
 * ends of each stroke stay.
 */
export function sampleInTime(drawing: Drawing, count: number, random: Random): Drawing {
  const clocks = drawing.map(times);
  const total = clocks.reduce((sum, clock) => sum + (clock.at(-1) ?? 0), 0);
  if (!(total > 0)) return drawing;
  return drawing.map((stroke, index) => {
    if (stroke.length < 2) return stroke;
    const clock = clocks[index]!;
    const duration = clock.at(-1)!;
    const steps = Math.round((count * duration) / total);
    if (steps < 2) return [stroke[0]!, stroke.at(-1)!];
    // The first sample comes at any moment of the first step.
    const phase = random.uniform();
    const between = Array.from({ length: steps - 1 }, (_, step) =>
      positionAt(stroke, clock, ((step + phase) * duration) / steps),
    );
    return [stroke[0]!, ...between, stroke.at(-1)!];
  });
}

/** When the pen was at each point, on a clock of no particular unit. */
function times(stroke: Stroke): number[] {
  let time = 0;
  return stroke.map((point, index) => {
    if (index === 0) return 0;
    const before = stroke[index - 1]!;
    const length = distance(before, point);
    const curvature = (turnAt(stroke, index - 1) + turnAt(stroke, index)) / 2 / (length || 1);
    time += length * Math.min(SHARP, Math.max(STRAIGHT, curvature)) ** POWER;
    return time;
  });
}

/** By how many radians the stroke turns at a point, 0 to π. */
function turnAt(stroke: Stroke, index: number): number {
  const before = stroke[index - 1];
  const here = stroke[index]!;
  const after = stroke[index + 1];
  if (!before || !after) return 0;
  const turn =
    Math.atan2(after.y - here.y, after.x - here.x) -
    Math.atan2(here.y - before.y, here.x - before.x);
  return Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)));
}

/** Adds points so that none is further than `spacing` from the one before. */
export function densify(drawing: Drawing, spacing: number): Drawing {
  return drawing.map((stroke) =>
    stroke.flatMap((point, index) => {
      const before = stroke[index - 1];
      if (!before) return [point];
      const parts = Math.ceil(distance(before, point) / spacing) || 1;
      return Array.from({ length: parts }, (_, part) =>
        interpolate(before, point, (part + 1) / parts),
      );
    }),
  );
}

/** Leaves out points at random, never the ends of a stroke. */
export function dropPoints(drawing: Drawing, probability: number, random: Random): Drawing {
  return drawing.map((stroke) =>
    stroke.filter(
      (_, index) => index === 0 || index === stroke.length - 1 || random.uniform() >= probability,
    ),
  );
}

/** Means over a window of `width` path length on either side: a fingertip cuts corners. */
export function smooth(drawing: Drawing, width: number): Drawing {
  return drawing.map((stroke) => {
    const lengths = arcLengths(stroke);
    const end = lengths.at(-1) ?? 0;
    return stroke.map((_, index) => {
      // The window shrinks towards the ends, which stay where they are.
      const reach = Math.min(width, lengths[index]!, end - lengths[index]!);
      const taps = [-1, -0.5, 0, 0.5, 1].map((part) =>
        positionAt(stroke, lengths, lengths[index]! + part * reach),
      );
      return {
        x: taps.reduce((sum, { x }) => sum + x, 0) / taps.length,
        y: taps.reduce((sum, { y }) => sum + y, 0) / taps.length,
      };
    });
  });
}
