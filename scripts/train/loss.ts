import {
  argMax,
  keep,
  losses,
  tensor,
  tidy,
  valueAndGrads,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { CLASSES, type Dataset, NOT_A_DIGIT } from '../lib/dataset.js';
import type { Random } from '../lib/random.js';
import { logits, type Network, imageTensor, takeValues, weightTensors } from './network.js';

/** Values of a target: ten digits and no digit. */
export const TARGET_LENGTH = CLASSES + 1;

/** Images and what a network is to answer. */
export interface TrainingImages extends Dataset {
  /** A distribution over the digits and no digit for each image, one after the other. */
  readonly targets: Float32Array;
}

export interface BatchGradients {
  /** Mean cross-entropy over the batch, in nats. */
  readonly loss: number;
  /** What each image was read as, with dropout at work. */
  readonly guesses: Uint8Array;
  /** In the order of the weights. */
  readonly gradients: readonly Float32Array[];
}

/**
 * Softmax cross-entropy on the logits, and its gradients with respect to the weights.
 *
 * @param labelSmoothing 0 to 1, see `TrainingSettings`.
 */
export async function lossAndGradients(
  network: Network,
  weights: readonly Float32Array[],
  batch: TrainingImages,
  labelSmoothing: number,
  random: Random,
): Promise<BatchGradients> {
  let guesses: Tensor | undefined;
  const { value, grads } = tidy(() => {
    const targets = tensor(targetsFor(network, batch.targets), [
      batch.labels.length,
      network.outputs,
    ]);
    const images = imageTensor(batch.images);
    return valueAndGrads((...current: Tensor[]) => {
      const output = logits(network, images, current, random);
      guesses = keep(argMax(output, 1));
      return losses.softmaxCrossEntropy(targets, output, undefined, labelSmoothing);
    })(weightTensors(network, weights));
  });
  const [loss, read] = await Promise.all([value, guesses!].map(takeValues));
  const gradients = await Promise.all(grads.map(takeValues));
  return { loss: loss![0]!, guesses: Uint8Array.from(read!), gradients };
}

/**
 * The network's logits for images, without dropout.
 *
 * @param images n × 784 values.
 * @returns n × `network.outputs` values.
 */
export async function predictLogits(
  network: Network,
  weights: readonly Float32Array[],
  images: Float32Array,
): Promise<Float32Array> {
  return takeValues(
    tidy(() => logits(network, imageTensor(images), weightTensors(network, weights))),
  );
}

/** The part of the targets that a network has outputs for. */
function targetsFor({ outputs }: Network, targets: Float32Array): Float32Array {
  return outputs === TARGET_LENGTH
    ? targets
    : targets.filter((_, at) => at % TARGET_LENGTH < outputs);
}

/**
 * The answer of a row of logits: no digit where that is likelier than all digits together, else the
 * likeliest digit.
 *
 * @param row ten logits, or eleven of a network that knows what is no digit.
 */
export function answerOf(row: Float32Array): number {
  const digits = row.subarray(0, CLASSES);
  return refusalMargin(row) > 0 ? NOT_A_DIGIT : digits.indexOf(Math.max(...digits));
}

/** The log-odds of no digit against all digits; -Infinity for a network that has no such output. */
export function refusalMargin(row: Float32Array): number {
  const digits = row.subarray(0, CLASSES);
  const highest = Math.max(...digits);
  const total = digits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return (row[NOT_A_DIGIT] ?? -Infinity) - highest - Math.log(total);
}
