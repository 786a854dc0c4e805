import { IMAGE_LENGTH } from '../../src/ink/types.js';
import { imageAt, type Dataset } from '../lib/dataset.js';
import { createRandom } from '../lib/random.js';
import { distort, type AffineRange } from './augmentation.js';

/** Where training takes its batches from; a promise, so that others may prepare them meanwhile. */
export interface BatchSource {
  readonly samples: number;
  readonly batchesPerEpoch: number;
  /** The batch of a step, counted from 0 over all epochs: the same whenever it is asked for. */
  batch(step: number): Promise<Dataset>;
}

interface Options {
  readonly batchSize: number;
  readonly seed: number;
  readonly augmentation: AffineRange;
}

/** Every sample once an epoch, in an order and with distortions that the seed determines. */
export function createBatchSource(
  dataset: Dataset,
  { batchSize, seed, augmentation }: Options,
): BatchSource {
  const samples = dataset.labels.length;
  const batchesPerEpoch = Math.ceil(samples / batchSize);
  let shuffled = { epoch: -1, order: new Uint32Array(0) };

  function orderOf(epoch: number): Uint32Array {
    if (shuffled.epoch !== epoch) {
      const order = Uint32Array.from({ length: samples }, (_, index) => index);
      shuffled = { epoch, order: createRandom(seed, 'order', epoch).shuffle(order) };
    }
    return shuffled.order;
  }

  return {
    samples,
    batchesPerEpoch,
    async batch(step) {
      const start = (step % batchesPerEpoch) * batchSize;
      const order = orderOf(Math.floor(step / batchesPerEpoch));
      const chosen = order.subarray(start, start + batchSize);
      const random = createRandom(seed, 'distortion', step);
      const images = new Float32Array(chosen.length * IMAGE_LENGTH);
      chosen.forEach((index, place) => {
        const output = images.subarray(place * IMAGE_LENGTH, (place + 1) * IMAGE_LENGTH);
        distort(imageAt(dataset, index), output, augmentation, random);
      });
      return { images, labels: Uint8Array.from(chosen, (index) => dataset.labels[index]!) };
    },
  };
}
