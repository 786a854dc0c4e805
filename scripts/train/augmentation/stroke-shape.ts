import { type Drawing, drawingExtent, type Point, type Stroke } from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';

export type Position = Pick<Point, 'x' | 'y'>;

/** Applies a map to every point; time and pressure, which rendering ignores, are left behind. */
export function mapPoints(drawing: Drawing, map: (x: number, y: number) => Position): Drawing {
  return drawing.map((stroke) => stroke.map(({ x, y }) => map(x, y)));
}

/** Linear from `a` at 0 to `b` at 1. */
export function interpolate(a: Position, b: Position, part: number): Position {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}

export function distance(a: Position, b: Position): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** Path length of a stroke up to each of its points: the first is 0. */
export function arcLengths(stroke: Stroke): number[] {
  let length = 0;
  return stroke.map((point, index) => {
    if (index > 0) length += distance(stroke[index - 1]!, point);
    return length;
  });
}

/** The part of a stroke between two path lengths, cut within segments where need be. */
export function cut(stroke: Stroke, from: number, to: number): Stroke {
  const lengths = arcLengths(stroke);
  const inside = stroke.filter((_, index) => lengths[index]! > from && lengths[index]! < to);
  return [positionAt(stroke, lengths, from), ...inside, positionAt(stroke, lengths, to)];
}

/** Where a value of an ascending measure along the stroke, such as its path length, is reached. */
export function positionAt(stroke: Stroke, measure: readonly number[], value: number): Position {
  let after = 1;
  while (after < stroke.length - 1 && measure[after]! < value) after++;
  const before = after - 1;
  if (stroke.length === 1) return { ...stroke[0]! };
  const span = measure[after]! - measure[before]!;
  const part = span > 0 ? (value - measure[before]!) / span : 0;
  return interpolate(stroke[before]!, stroke[after]!, Math.min(1, Math.max(0, part)));
}

/**
 * The drawing with the middle of its extent at the origin and its longer side of length 1; strokes
 * without points are left out.
 */
export function normalize(drawing: Drawing): Drawing {
  const extent = drawingExtent(drawing);
  if (!extent) return [];
  const { left, top, right, bottom } = extent;
  const scale = 1 / (Math.max(right - left, bottom - top) || 1);
  const strokes = drawing.filter(({ length }) => length > 0);
  return mapPoints(strokes, (x, y) => ({
    x: (x - (left + right) / 2) * scale,
    y: (y - (top + bottom) / 2) * scale,
  }));
}

/** Standard deviations. */
export interface AffineSpread {
  readonly rotation: number;
  /** Sideways lean, as a part of the height. */
  readonly slant: number;
  /** Of the logarithm of width over height. */
  readonly aspect: number;
}

/** A writer's own slant, turn and proportions. */
export function affine(drawing: Drawing, spread: AffineSpread, random: Random): Drawing {
  const angle = (random.normal() * spread.rotation * Math.PI) / 180;
  const lean = random.normal() * spread.slant;
  const stretch = Math.exp((random.normal() * spread.aspect) / 2);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return mapPoints(drawing, (x, y) => {
    const across = x * stretch - lean * y;
    const down = y / stretch;
    return { x: cos * across - sin * down, y: sin * across + cos * down };
  });
}

/**
 * A writer's own way to divide the square: the upper part larger or the lower one, the left or the
 * right, and stems that bow. The rim stays where it is.
 *
 * @param size spread of the curvature: the middle moves by a quarter of it.
 */
export function reproportion(drawing: Drawing, size: number, random: Random): Drawing {
  const curve = () => Math.max(-0.9, Math.min(0.9, size * random.normal()));
  const [down, across, bowX, bowY] = [curve(), curve(), curve() / 2, curve() / 2];
  const bulge = (along: number) => 0.25 - along * along;
  return mapPoints(drawing, (x, y) => ({
    x: x + across * bulge(x) + bowX * bulge(y),
    y: y + down * bulge(y) + bowY * bulge(x),
  }));
}

/** Waves in a random direction, about one and a half of them over the drawing. */
const WAVES = 4;
const LOWEST = 0.5;
const HIGHEST = 1.6;

/**
 * Bends the plane on which the drawing lies by a sum of long waves, so that strokes which touch go on
 * touching: elastic distortion (Simard, Steinkraus and Platt 2003), in closed form.
 *
 * @param size standard deviation of the displacement, as a part of the longer side.
 */
export function bend(drawing: Drawing, size: number, random: Random): Drawing {
  const amplitude = size * Math.sqrt(2 / WAVES);
  const waves = Array.from({ length: WAVES }, () => {
    const direction = random.between(0, 2 * Math.PI);
    const frequency = 2 * Math.PI * random.between(LOWEST, HIGHEST);
    return {
      kx: frequency * Math.cos(direction),
      ky: frequency * Math.sin(direction),
      phaseX: random.between(0, 2 * Math.PI),
      phaseY: random.between(0, 2 * Math.PI),
    };
  });
  return mapPoints(drawing, (x, y) => {
    let dx = 0;
    let dy = 0;
    for (const { kx, ky, phaseX, phaseY } of waves) {
      const along = kx * x + ky * y;
      dx += Math.sin(along + phaseX);
      dy += Math.sin(along + phaseY);
    }
    return { x: x + amplitude * dx, y: y + amplitude * dy };
  });
}

/** Each stroke put down a little beside its place: the pen came back from the air. */
export function displaceStrokes(drawing: Drawing, size: number, random: Random): Drawing {
  if (drawing.length < 2) return drawing;
  return drawing.map((stroke) => {
    const dx = random.normal() * size;
    const dy = random.normal() * size;
    return stroke.map(({ x, y }) => ({ x: x + dx, y: y + dy }));
  });
}

/** Strokes shorter than this part of the drawing are left whole. */
const SHORT = 0.25;
/** The most that is cut off an end, or added to it, as parts of the drawing's longer side. */
const TRIM = 0.1;
const HOOK = 0.09;
const OVERSHOOT = 0.08;

/**
 * Changes ends of strokes, each with the given probability: the hook that a pen leaves when it is put
 * down or lifted is missing, there is one where there was none, or the stroke runs on past its end.
 */
export function varyEnds(drawing: Drawing, probability: number, random: Random): Drawing {
  return drawing.map((stroke) => {
    const atEnd = random.uniform() < probability ? varyEnd(stroke, random) : stroke;
    if (random.uniform() >= probability) return atEnd;
    return varyEnd([...atEnd].reverse(), random).toReversed();
  });
}

function varyEnd(stroke: Stroke, random: Random): Stroke {
  const length = arcLengths(stroke).at(-1) ?? 0;
  if (length < SHORT) return stroke;
  const last = stroke.at(-1)!;
  const heading = headingAtEnd(stroke);
  switch (random.integer(3)) {
    case 0:
      return cut(stroke, 0, length - random.between(0, TRIM));
    case 1:
      return [...stroke, step(last, heading, random.between(0, OVERSHOOT))];
    default: {
      const turn = random.between(0.5, 0.95) * Math.PI * (random.integer(2) === 0 ? 1 : -1);
      return [...stroke, step(last, heading + turn, random.between(0.02, HOOK))];
    }
  }
}

/** In radians, over the last few points: neighbors alone are as wild as the tablet's noise. */
function headingAtEnd(stroke: Stroke): number {
  const last = stroke.at(-1)!;
  const before = [...stroke]
    .reverse()
    .find(({ x, y }) => Math.hypot(last.x - x, last.y - y) > 0.04);
  return before ? Math.atan2(last.y - before.y, last.x - before.x) : 0;
}

function step({ x, y }: Position, heading: number, length: number): Position {
  return { x: x + length * Math.cos(heading), y: y + length * Math.sin(heading) };
}

/** Two strokes that follow each other become one: the pen was not lifted on the way. */
export function joinStrokes(drawing: Drawing, random: Random): Drawing {
  if (drawing.length < 2) return drawing;
  const first = random.integer(drawing.length - 1);
  const joined = [...drawing[first]!, ...drawing[first + 1]!];
  return [...drawing.slice(0, first), joined, ...drawing.slice(first + 2)];
}

/** A stroke in two, with a gap of up to `most` of the drawing's longer side: the pen lost touch. */
export function breakStroke(drawing: Drawing, most: number, random: Random): Drawing {
  if (drawing.length === 0) return drawing;
  const which = random.integer(drawing.length);
  const stroke = drawing[which]!;
  const length = arcLengths(stroke).at(-1) ?? 0;
  if (length < 2 * SHORT) return drawing;
  const place = random.between(0.2, 0.8) * length;
  const half = random.between(0, most / 2);
  const parts = [cut(stroke, 0, place - half), cut(stroke, place + half, length)];
  return [...drawing.slice(0, which), ...parts, ...drawing.slice(which + 1)];
}
