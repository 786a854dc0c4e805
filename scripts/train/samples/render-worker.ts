import { serveTasks } from '../../lib/worker-pool.js';
import type { TrainingMix } from '../architecture.js';
import { readPortions } from '../training-data.js';
import { createBatchSource, type Batch, type BatchSource } from './batches.js';

/** What a thread needs to make any batch of a training. */
export interface RenderSettings {
  readonly data: string;
  readonly mix: TrainingMix;
  readonly limit?: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** What a source of batches tells of itself, or the batch of a step. */
export type RenderTask = { readonly kind: 'size' } | { readonly kind: 'batch'; step: number };

export type SourceSize = Omit<BatchSource, 'batch'>;

export type RenderReply = SourceSize | Batch;

serveTasks<RenderSettings, RenderTask, RenderReply>(
  async ({ data, mix, limit, batchSize, seed }) => {
    const portions = await readPortions(data, mix, limit);
    const source = createBatchSource(portions, { batchSize, seed });
    return async (task) => {
      if (task.kind === 'batch') return source.batch(task.step);
      const { samples, batchesPerEpoch, names } = source;
      return { samples, batchesPerEpoch, names };
    };
  },
  (reply) => ('images' in reply ? [reply.images.buffer as ArrayBuffer] : []),
);
