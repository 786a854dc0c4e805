import { DEFAULT_PREPARATION, type Drawing, type Preparation } from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import { drawWithDevice } from './devices.js';
import { breakStroke, joinStrokes, varyEnds } from './ends.js';
import {
  affine,
  bend,
  displaceStrokes,
  normalize,
  reproportion,
  type AffineSpread,
} from './shape.js';

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

/** How it is rendered: mostly as the widget does, else with another pen or a little larger or smaller. */
export function varyPreparation(
  { penWidth: [thin, thick] }: StrokeAugmentation,
  random: Random,
): Preparation {
  const { box, centre, penWidth } = DEFAULT_PREPARATION;
  if (random.uniform() < 0.4) return DEFAULT_PREPARATION;
  return {
    box: box + random.between(-1, 1),
    centre,
    penWidth: random.uniform() < 0.3 ? penWidth : random.between(thin, thick),
  };
}
