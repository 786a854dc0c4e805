import type { DescriptorMetadata } from '../graph/index.js';

/** Number of digits, and of the network's outputs. */
export const CLASSES = 10;

/**
 * Turns the network's ten finite outputs into the probabilities of the digits 0 to 9, summing to 1.
 *
 * What a network calls probabilities need not be ones, a sigmoid per class for instance: negative
 * values are taken as 0 and the rest is scaled. Ten times nothing is ten equal chances.
 */
export function decodeOutputs(
  outputs: Float32Array,
  { output, labels }: Pick<DescriptorMetadata, 'output' | 'labels'>,
): number[] {
  const weights = output === 'logits' ? exponentials(outputs) : Array.from(outputs, atLeastZero);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const probabilities = new Array<number>(CLASSES);
  labels.forEach((label, k) => {
    probabilities[Number(label)] = sum > 0 ? weights[k]! / sum : 1 / CLASSES;
  });
  return probabilities;
}

/** Of the differences to the largest, which cannot overflow. */
function exponentials(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  return Array.from(logits, (logit) => Math.exp(logit - largest));
}

function atLeastZero(value: number): number {
  return Math.max(0, value);
}
