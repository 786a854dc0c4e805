import { createWorkerPool } from '../../lib/worker-pool.js';
import type { Batch, BatchSource } from './batches.js';
import type { RenderReply, RenderSettings, RenderTask, SourceSize } from './render-worker.js';

/** A source whose batches are made ahead of their turn, on threads of their own. */
export interface ParallelBatchSource extends BatchSource {
  close(): Promise<void>;
}

/** Batches in the making for each thread. */
const AHEAD = 4;

/** The batches of `createBatchSource`, one for one. @throws what reading the data throws. */
export async function createParallelBatches(
  settings: RenderSettings,
  threads: number,
): Promise<ParallelBatchSource> {
  const script = new URL('./render-worker.ts', import.meta.url);
  const pool = createWorkerPool<RenderTask, RenderReply>(script, threads, settings);
  const coming = new Map<number, Promise<Batch>>();

  function order(step: number): Promise<Batch> {
    const batch = coming.get(step) ?? (pool.run({ kind: 'batch', step }) as Promise<Batch>);
    coming.set(step, batch);
    // Whoever asks for it is told of a failure; nobody may ever ask for one ordered ahead.
    batch.catch(() => undefined);
    return batch;
  }

  try {
    const size = (await pool.run({ kind: 'size' })) as SourceSize;
    return {
      ...size,
      batch(step) {
        const batch = order(step);
        coming.delete(step);
        for (let next = step + 1; next <= step + AHEAD * threads; next++) void order(next);
        return batch;
      },
      close: () => pool.close(),
    };
  } catch (error) {
    await pool.close();
    throw error;
  }
}
