import { drawingExtent, type Drawing } from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import { mapPoints } from './geometry.js';

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
  /** Degrees. */
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
