import { CLASSES, concatenate, type Dataset } from '../lib/dataset.js';
import type { Engine, Weights } from './engine/engine.js';
import type { Tally } from './trainer.js';
import type { ValidSet } from './training-data.js';

/** How many digits of a data set are read right. */
export async function measure(
  engine: Engine,
  weights: Weights,
  { images, labels }: Dataset,
): Promise<Tally> {
  const logits = await engine.logits(weights, images);
  const correct = labels.reduce((sum, label, index) => {
    const own = logits.subarray(index * CLASSES, (index + 1) * CLASSES);
    return sum + Number(own.indexOf(Math.max(...own)) === label);
  }, 0);
  return { digits: labels.length, correct };
}

/** Share of digits read right, 0–1; NaN for none. */
export function shareRight(tallies: readonly Tally[]): number {
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((all, one) => all + pick(one), 0);
  return sum(({ correct }) => correct) / sum(({ digits }) => digits);
}

/** All sets as one. */
export function pooled(sets: readonly ValidSet[]): Dataset {
  return concatenate(sets.map(({ dataset }) => dataset));
}
