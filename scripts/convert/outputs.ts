/** Ten outputs of a network for each of n images, and how they differ. */
import type { OutputKind } from '../../src/graph/index.js';
import { CLASSES } from '../lib/dataset.js';

/** Probabilities of outputs: logits through softmax, in float64; others as they are. */
export function toProbabilities(outputs: Float32Array, kind: OutputKind): Float64Array {
  const probabilities = Float64Array.from(outputs);
  if (kind === 'probabilities') return probabilities;
  for (let start = 0; start < outputs.length; start += CLASSES) {
    const row = probabilities.subarray(start, start + CLASSES);
    const largest = Math.max(...row);
    const powers = row.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    row.set(powers.map((power) => power / sum));
  }
  return probabilities;
}

/** Largest absolute difference; NaN where any number is. */
export function largestDifference(some: ArrayLike<number>, others: ArrayLike<number>): number {
  if (some.length !== others.length) return NaN;
  let largest = 0;
  for (let i = 0; i < some.length; i++) {
    const difference = Math.abs(some[i]! - others[i]!);
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return NaN;
  }
  return largest;
}

/**
 * How far two float32 computations of one network may be apart: 1e-5, of the largest output where
 * that is above 1, for logits may be thousands.
 */
export function tolerance(outputs: Float32Array): number {
  return 1e-5 * outputs.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
}
