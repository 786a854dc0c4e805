import type { DescriptorMetadata } from '../graph/index.js';
import type { DigitResult, NoDigitResult } from './types.js';

/** Number of digits, and of the network's outputs. */
export const CLASSES = 10;

/**
 * Turns the network's ten finite outputs into the probabilities of the digits 0 to 9, summing to 1.
 *
 * The outputs need not sum to 1, for example with a sigmoid per class: negative values count as 0, and
 * the rest is scaled. If all are 0, the digits are equally probable.
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

/** A result without backend and time. */
export type Verdict =
  Omit<DigitResult, 'backend' | 'elapsed'> | Omit<NoDigitResult, 'backend' | 'elapsed'>;

/** The result for ink no larger than a dot; the network is not run. */
export const TOO_SMALL: Verdict = {
  digit: null,
  reason: 'too-small',
  confidence: 1 / CLASSES,
  probabilities: Object.freeze(new Array<number>(CLASSES).fill(1 / CLASSES)),
};

/**
 * If the largest probability is below this, the ink is not a digit. It rejects none of the digits that the
 * bundled network reads correctly (3,486 held-out pen digits, 9,958 test images of MNIST), and about nine
 * in ten scribbles and hatchings.
 */
const NO_DIGIT_BELOW = 0.33;

/** Decides which digit it is, if any. Freezes `probabilities`. */
export function judge(probabilities: readonly number[]): Verdict {
  const confidence = Math.max(...probabilities);
  const measured = { confidence, probabilities: Object.freeze(probabilities) };
  return confidence < NO_DIGIT_BELOW
    ? { digit: null, reason: 'not-a-digit', ...measured }
    : { digit: probabilities.indexOf(confidence), ...measured };
}

/** Exponentials of the differences to the largest logit, which cannot overflow. */
function exponentials(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  return Array.from(logits, (logit) => Math.exp(logit - largest));
}

function atLeastZero(value: number): number {
  return Math.max(0, value);
}
