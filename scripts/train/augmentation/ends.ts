import type { Drawing, Stroke } from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import { arcLengths, cut, type Position } from './geometry.js';

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

/** In radians, over the last few points: neighbours alone are as wild as the tablet's noise. */
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
