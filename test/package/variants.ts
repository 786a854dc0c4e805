import type { Drawing, Stroke } from '../../src/ink/drawing.js';
import type { Random } from '../support/random.js';

/** Side of the surface, in pixels. */
export const SURFACE = 280;

interface Extent {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function extentOf(drawing: Drawing): Extent {
  const points = drawing.flat();
  const range = (values: number[]) => {
    const least = values.reduce((a, b) => Math.min(a, b));
    return [least, values.reduce((a, b) => Math.max(a, b)) - least] as const;
  };
  const [left, width] = range(points.map(({ x }) => x));
  const [top, height] = range(points.map(({ y }) => y));
  return { left, top, width, height };
}

/** The drawing with its longer side this part of the surface, anywhere on it. */
export function placed(drawing: Drawing, part: number, random: Random): Drawing {
  const { left, top, width, height } = extentOf(drawing);
  const scale = (part * SURFACE) / (Math.max(width, height) || 1);
  const x0 = random.uniform(0, SURFACE - scale * width);
  const y0 = random.uniform(0, SURFACE - scale * height);
  return drawing.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: x0 + scale * (x - left), y: y0 + scale * (y - top) })),
  );
}

/** Points this far apart along each stroke, and its end: those that were there are gone. */
export function resampled(drawing: Drawing, spacing: number): Drawing {
  return drawing.map((stroke) => {
    const points = stroke.slice(0, 1);
    let due = spacing;
    stroke.slice(1).forEach((to, at) => {
      const from = stroke[at]!;
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      for (; due <= length; due += spacing) points.push(between(from, to, due / length));
      due -= length;
    });
    return stroke.length > 1 ? [...points, stroke.at(-1)!] : points;
  });
}

/** The same points, and so many less one between any two of them. */
export function subdivided(drawing: Drawing, parts: number): Drawing {
  return drawing.map((stroke) =>
    stroke.flatMap((to, at) => {
      const from = stroke[at - 1];
      if (!from) return [to];
      return Array.from({ length: parts }, (_, part) => between(from, to, (part + 1) / parts));
    }),
  );
}

function between(from: Stroke[number], to: Stroke[number], part: number): Stroke[number] {
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
