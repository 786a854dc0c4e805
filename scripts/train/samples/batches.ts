import { IMAGE_LENGTH } from '../../../src/ink/drawing.js';
import type { Dataset } from '../../lib/dataset.js';
import { createRandom } from '../../lib/random.js';
import { planEpoch, stratify, type Pick, type Portion } from './strata.js';

/** Some samples, and which portion each is of. */
export interface Batch extends Dataset {
  readonly portions: Uint8Array;
}

/** Where training takes its batches from; a promise, so that others may prepare them meanwhile. */
export interface BatchSource {
  /** Samples an epoch. */
  readonly samples: number;
  readonly batchesPerEpoch: number;
  /** Of the portions' collections. */
  readonly names: readonly string[];
  /** The batch of a step, counted from 0 over all epochs: the same whenever it is asked for. */
  batch(step: number): Promise<Batch>;
}

interface Options {
  readonly batchSize: number;
  readonly seed: number;
}

/** The samples of each epoch, in an order and with variations that the seed determines. */
export function createBatchSource(
  portions: readonly Portion[],
  { batchSize, seed }: Options,
): BatchSource {
  const strata = stratify(portions);
  const samples = strata.reduce((sum, { quota }) => sum + quota, 0);
  const batchesPerEpoch = Math.ceil(samples / batchSize);
  let planned: { epoch: number; picks: readonly Pick[] } = { epoch: -1, picks: [] };

  function picksOf(epoch: number): readonly Pick[] {
    if (planned.epoch !== epoch) planned = { epoch, picks: planEpoch(strata, seed, epoch) };
    return planned.picks;
  }

  return {
    samples,
    batchesPerEpoch,
    names: portions.map(({ collection }) => collection.name),
    async batch(step) {
      const start = (step % batchesPerEpoch) * batchSize;
      const epoch = Math.floor(step / batchesPerEpoch);
      const chosen = picksOf(epoch).slice(start, start + batchSize);
      const random = createRandom(seed, 'distortion', step);
      const images = new Float32Array(chosen.length * IMAGE_LENGTH);
      const labels = Uint8Array.from(chosen, ({ portion, index }, place) => {
        const { collection } = portions[portion]!;
        const output = images.subarray(place * IMAGE_LENGTH, (place + 1) * IMAGE_LENGTH);
        collection.render(index, random, output);
        return collection.labels[index]!;
      });
      return { images, labels, portions: Uint8Array.from(chosen, ({ portion }) => portion) };
    },
  };
}
