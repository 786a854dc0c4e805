import {
  DEFAULT_PREPROCESSING,
  type Drawing,
  type Preprocessing,
  type Stroke,
} from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import {
  affine,
  type AffineSpread,
  arcLengths,
  bend,
  breakStroke,
  displaceStrokes,
  distance,
  interpolate,
  joinStrokes,
  mapPoints,
  normalize,
  positionAt,
  reproportion,
  varyEnds,
} from './stroke-shape.js';

/** How far a drawing is changed. Lengths are parts of its longer side; spreads, standard deviations. */
export interface StrokeAugmentation {
  readonly affine: AffineSpread;
  /** Spread of the curvature by which parts grow at the cost of others. */
  readonly proportion: number;
  /** Spread of the elastic displacement. */
  readonly elastic: number;
  /** Spread of the displacement of whole strokes. */
  readonly displacement: number;
  /** Probabilities that an end is changed, two strokes are joined, one is broken. */
  readonly ends: number;
  readonly join: number;
  readonly break: number;
  /** Least and greatest width of the pen, in grid pixels. */
  readonly penWidth: readonly [number, number];
  /** Probability that the image is moved, and the most it is, in pixels, in each direction. */
  readonly moved: number;
  readonly shift: number;
}

const GAP = 0.08;

/** Another drawing of the same digit, as another hand might have made it with another device. */
export function augmentDrawing(
  drawing: Drawing,
  settings: StrokeAugmentation,
  random: Random,
): Drawing {
  const chance = (probability: number): boolean => random.uniform() < probability;
  let varied = varyEnds(normalize(drawing), settings.ends, random);
  varied = displaceStrokes(varied, settings.displacement, random);
  if (chance(settings.join)) varied = joinStrokes(varied, random);
  if (chance(settings.break)) varied = breakStroke(varied, GAP, random);
  varied = reproportion(varied, settings.proportion, random);
  varied = bend(varied, random.uniform() * settings.elastic * 2, random);
  varied = affine(varied, settings.affine, random);
  return drawWithDevice(normalize(varied), random);
}

/** How it is rendered: mostly as the element does, else with another pen or a little larger or smaller. */
export function varyPreprocessing(
  { penWidth: [thin, thick] }: StrokeAugmentation,
  random: Random,
): Preprocessing {
  const { box, centre, penWidth } = DEFAULT_PREPROCESSING;
  if (random.uniform() < 0.4) return DEFAULT_PREPROCESSING;
  return {
    box: box + random.between(-1, 1),
    centre,
    penWidth: random.uniform() < 0.3 ? penWidth : random.between(thin, thick),
  };
}

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

type Device = (drawing: Drawing, random: Random) => Drawing;

/** A pen on a tablet: what was recorded, perhaps thinned out. */
const pen: Device = (drawing, random) => {
  switch (random.integer(3)) {
    case 0:
      return drawing;
    case 1:
      return sampleInTime(drawing, logUniform(6, 120, random), random);
    default:
      return dropPoints(drawing, random.between(0, 0.6), random);
  }
};

/** A tablet of few lines: the pen's way, dense in time, in steps along x or y. */
const coarseTablet: Device = (drawing, random) => {
  const side = logUniform(10, 45, random);
  return wholePixels(densify(drawing, 0.25 / side), side, random);
};

/** The hand is unsure, the pointer moves in whole pixels, and events come when they come. */
const mouse: Device = (drawing, random) => {
  const unsure = tremble(bend(drawing, random.between(0, 0.025), random), 0.012, random);
  const side = logUniform(18, 240, random);
  const steady = random.integer(2) === 0;
  const sampled = steady
    ? densify(unsure, 0.25 / side)
    : sampleInTime(unsure, logUniform(7, 70, random), random);
  return wholePixels(sampled, side, random);
};

/** A fingertip is blunt, slips a little before it counts as moving, and hides what it draws. */
const finger: Device = (drawing, random) => {
  const blunt = smooth(drawing, random.between(0, 0.07));
  const slipped = slop(bend(blunt, random.between(0, 0.02), random), random.between(0, 0.08));
  const sampled = sampleInTime(slipped, logUniform(7, 60, random), random);
  return wholePixels(sampled, logUniform(40, 400, random), random);
};

const DEVICES = [pen, pen, pen, coarseTablet, mouse, mouse, finger];

/**
 * Draws with a pen, a mouse or a finger: the collections know pens alone, the element's users do not.
 *
 * @param drawing normalized: its longer side is about 1.
 */
export function drawWithDevice(drawing: Drawing, random: Random): Drawing {
  return DEVICES[random.integer(DEVICES.length)]!(drawing, random);
}

/** Short waves along each stroke, of a few per length. */
function tremble(drawing: Drawing, size: number, random: Random): Drawing {
  const amplitude = random.between(0, size);
  return drawing.map((stroke) => {
    let dx = 0;
    let dy = 0;
    return stroke.map(({ x, y }) => {
      dx = 0.8 * dx + 0.6 * amplitude * random.normal();
      dy = 0.8 * dy + 0.6 * amplitude * random.normal();
      return { x: x + dx, y: y + dy };
    });
  });
}

/** The drawing as it is where coordinates are whole and its longer side has `side` of them. */
function wholePixels(drawing: Drawing, side: number, random: Random): Drawing {
  const left = random.uniform();
  const top = random.uniform();
  return mapPoints(drawing, (x, y) => ({
    x: Math.round(x * side + left) / side,
    y: Math.round(y * side + top) / side,
  }));
}

/** Leaves out what lies within `radius` of where a stroke began, until it has once gone further. */
function slop(drawing: Drawing, radius: number): Drawing {
  return drawing.map((stroke) => {
    const moving = stroke.findIndex((point) => distance(stroke[0]!, point) > radius);
    return moving < 0 ? stroke : [stroke[0]!, ...stroke.slice(moving)];
  });
}

/** Uniform in the logarithm. */
function logUniform(low: number, high: number, random: Random): number {
  return Math.exp(random.between(Math.log(low), Math.log(high)));
}
