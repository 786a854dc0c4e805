import {
  argMax,
  keep,
  losses,
  tensor,
  tidy,
  valueAndGrads,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { CLASSES, type Dataset } from '../lib/dataset.js';
import type { Random } from '../lib/random.js';
import { logits, type Network, imageTensor, takeValues, weightTensors } from './network.js';
/** The label of a drawing that no class is right for: all are trained to be equally likely. */
export const NOT_A_DIGIT = 10;

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
  batch: Dataset,
  labelSmoothing: number,
  random: Random,
): Promise<BatchGradients> {
  let guesses: Tensor | undefined;
  const { value, grads } = tidy(() => {
    const targets = tensor(targetsOf(batch.labels), [batch.labels.length, CLASSES]);
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
 * @returns n × 10 values.
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

/** The library's own one-hot writes integers into float tensors on the wasm backend (4.22). */
function targetsOf(labels: Uint8Array): Float32Array {
  const targets = new Float32Array(labels.length * CLASSES);
  labels.forEach((label, index) => {
    const start = index * CLASSES;
    if (label === NOT_A_DIGIT) targets.fill(1 / CLASSES, start, start + CLASSES);
    else targets[start + label] = 1;
  });
  return targets;
}
