import {
  argMax,
  equal,
  losses,
  sum,
  tensor,
  tensor1d,
  tidy,
  valueAndGrads,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/types.js';
import { slice, type Dataset } from '../lib/dataset.js';
import type { Random } from '../lib/random.js';
import { logits, type Network } from './network.js';

const CLASSES = 10;

/** What one batch tells about the weights. */
export interface BatchGradients {
  /** Mean cross-entropy over the batch, in nats. */
  readonly loss: number;
  /** How many of the batch were read right, with dropout at work. */
  readonly correct: number;
  /** In the order of the weights. */
  readonly gradients: readonly Float32Array[];
}

/**
 * Softmax cross-entropy on the logits, and its gradients with respect to the weights.
 *
 * @param labelSmoothing 0 to 1, see `TrainingSettings`.
 * @param random drives dropout.
 */
export function lossAndGradients(
  network: Network,
  weights: readonly Float32Array[],
  batch: Dataset,
  labelSmoothing: number,
  random: Random,
): BatchGradients {
  let correct = 0;
  let loss = 0;
  let gradients: Float32Array[] = [];
  tidy(() => {
    const labels = tensor1d(batch.labels, 'int32');
    const targets = tensor(oneHot(batch.labels), [batch.labels.length, CLASSES]);
    const images = imageTensor(batch);
    const result = valueAndGrads((...current: Tensor[]) => {
      const output = logits(network, images, current, random);
      correct = countCorrect(output, labels);
      return losses.softmaxCrossEntropy(targets, output, undefined, labelSmoothing);
    })(weightTensors(network, weights));
    loss = result.value.dataSync()[0]!;
    // Copies: on the wasm backend data is a view of memory that the next batch overwrites.
    gradients = result.grads.map((gradient) => Float32Array.from(gradient.dataSync()));
  });
  return { loss, correct, gradients };
}

/** The share of digits read right, 0 to 1; NaN for none. */
export function accuracy(
  network: Network,
  weights: readonly Float32Array[],
  dataset: Dataset,
  batchSize = 500,
): number {
  const count = dataset.labels.length;
  let correct = 0;
  tidy(() => {
    const tensors = weightTensors(network, weights);
    for (let start = 0; start < count; start += batchSize) {
      const batch = slice(dataset, start, Math.min(start + batchSize, count));
      tidy(() => {
        const output = logits(network, imageTensor(batch), tensors);
        correct += countCorrect(output, tensor1d(batch.labels, 'int32'));
      });
    }
  });
  return correct / count;
}

/** The library's own writes integers into float tensors on the wasm backend (4.22). */
function oneHot(labels: Uint8Array): Float32Array {
  const targets = new Float32Array(labels.length * CLASSES);
  labels.forEach((label, index) => (targets[index * CLASSES + label] = 1));
  return targets;
}

function imageTensor({ images }: Dataset): Tensor {
  return tensor(images, [images.length / IMAGE_LENGTH, IMAGE_SIDE, IMAGE_SIDE, 1]);
}

function weightTensors(network: Network, weights: readonly Float32Array[]): Tensor[] {
  return network.weightSpecs.map(({ shape }, index) => tensor(weights[index]!, [...shape]));
}

function countCorrect(output: Tensor, labels: Tensor1D): number {
  return sum(equal(argMax(output, 1), labels)).dataSync()[0]!;
}
