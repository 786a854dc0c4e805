import { CLASSES } from '../../lib/dataset.js';

/**
 * How far answers are from those wanted: the mean Kullback-Leibler divergence of their probabilities,
 * in nats.
 *
 * @param wanted n × 10 logits.
 * @param found n × 10 logits.
 */
export function divergence(wanted: Float32Array, found: Float32Array): number {
  let sum = 0;
  for (let start = 0; start < wanted.length; start += CLASSES) {
    const [p, q] = [wanted, found].map((logits) =>
      logProbabilities(logits.subarray(start, start + CLASSES)),
    );
    sum += p!.reduce((total, value, at) => total + Math.exp(value) * (value - q![at]!), 0);
  }
  return (sum * CLASSES) / wanted.length;
}

function logProbabilities(logits: Float32Array): number[] {
  const highest = Math.max(...logits);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return Array.from(logits, (logit) => logit - highest - Math.log(total));
}
