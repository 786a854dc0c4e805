import { slice, type Dataset } from '../lib/dataset.js';
import { readMnist } from '../lib/mnist.js';

export interface TrainingData {
  readonly train: Dataset;
  /** Never trained on: what settings are chosen by. */
  readonly valid: Dataset;
}

const HELD_OUT = 5000;

/**
 * MNIST's training images; the last 5,000 (of a smaller collection the last twelfth) are held out.
 *
 * @param limit train on the first so many only.
 */
export async function readTrainingData(directory: string, limit = Infinity): Promise<TrainingData> {
  const all = await readMnist(directory, 'train');
  const count = all.labels.length;
  const split = count - Math.min(HELD_OUT, Math.ceil(count / 12));
  return { train: slice(all, 0, Math.min(split, limit)), valid: slice(all, split, count) };
}
