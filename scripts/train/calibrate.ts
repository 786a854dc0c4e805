import { CLASSES } from '../lib/dataset.js';
import type { Network } from './network.js';
import type { Weights } from './engine/engine.js';

/**
 * The temperature by which logits are to be divided for the likeliest probabilities of the labels:
 * the minimum of the mean cross-entropy (Guo, Pleiss, Sun and Weinberger 2017). The cross-entropy is
 * convex in 1 / temperature, so a ternary search finds it.
 *
 * @param logits n × 10 values.
 */
export function bestTemperature(logits: Float32Array, labels: Uint8Array): number {
  let low = Math.log(0.05);
  let high = Math.log(20);
  while (high - low > 1e-5) {
    const lower = low + (high - low) / 3;
    const upper = high - (high - low) / 3;
    const losses = [lower, upper].map((scale) => crossEntropy(logits, labels, Math.exp(scale)));
    if (losses[0]! < losses[1]!) high = upper;
    else low = lower;
  }
  // The search is on the inverse temperature.
  return Math.exp(-(low + high) / 2);
}

/** Mean over the digits, in nats; the logits times `scale`. */
function crossEntropy(logits: Float32Array, labels: Uint8Array, scale: number): number {
  let sum = 0;
  labels.forEach((label, digit) => {
    const own = logits.subarray(digit * CLASSES, (digit + 1) * CLASSES);
    const highest = Math.max(...own);
    const total = own.reduce((all, logit) => all + Math.exp(scale * (logit - highest)), 0);
    sum += Math.log(total) - scale * (own[label]! - highest);
  });
  return sum / labels.length;
}

/** Divides the logits by a temperature, for good: in the last layer's kernel and bias. */
export function foldTemperature(
  { placed }: Network,
  weights: Weights,
  temperature: number,
): Float32Array[] {
  const last = placed.at(-1)!.weights.length;
  return weights.map((values, index) =>
    index < weights.length - last ? values : values.map((value) => value / temperature),
  );
}
