import { IMAGE_LENGTH } from '../../../src/ink/drawing.js';
import { CLASSES, slice, type Dataset } from '../../lib/dataset.js';
import { createWorkerPool } from '../../lib/worker-pool.js';
import type { BatchGradients } from '../loss.js';
import type { Correlations } from '../rounding.js';
import type { Engine, EngineSettings } from './engine.js';
import type { WasmReply, WasmTask } from './wasm-worker.js';

/** Images a thread computes gradients for at once. Fixed, so that sums do not depend on the threads. */
const SHARD = 64;
const PREDICTED_AT_ONCE = 500;

/** TensorFlow.js on its wasm backend, a batch divided among threads. */
export function createWasmEngine(settings: EngineSettings, threads: number): Engine {
  const script = new URL('./wasm-worker.ts', import.meta.url);
  const pool = createWorkerPool<WasmTask, WasmReply>(script, threads, settings);
  return {
    description: `wasm on ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    async gradients(weights, batch, step) {
      const shards = divide(batch, SHARD);
      const results = await Promise.all(
        shards.map((part, shard) =>
          pool.run({ kind: 'gradients', weights, batch: part, step, shard }),
        ),
      );
      return combine(results as BatchGradients[], shards);
    },
    async logits(weights, images) {
      const labels = new Uint8Array(images.length / IMAGE_LENGTH);
      const parts = await Promise.all(
        divide({ images, labels }, PREDICTED_AT_ONCE).map((part) =>
          pool.run({ kind: 'logits', weights, images: part.images }),
        ),
      );
      const all = new Float32Array(labels.length * CLASSES);
      (parts as Float32Array[]).forEach((part, index) =>
        all.set(part, index * PREDICTED_AT_ONCE * CLASSES),
      );
      return all;
    },
    async correlations(layer, weights, reference, images) {
      const task = { kind: 'correlations', layer, weights, reference, images } as const;
      return (await pool.run(task)) as Correlations;
    },
    close: () => pool.close(),
  };
}

/** Copies: what is sent to a thread takes its whole memory along. */
function divide(dataset: Dataset, size: number): Dataset[] {
  const count = dataset.labels.length;
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => {
    const part = slice(dataset, index * size, Math.min((index + 1) * size, count));
    return { images: part.images.slice(), labels: part.labels.slice() };
  });
}

/** The gradients of the whole, from those of its parts: a mean weighted by their sizes, in order. */
function combine(results: readonly BatchGradients[], shards: readonly Dataset[]): BatchGradients {
  if (results.length === 1) return results[0]!;
  const sizes = shards.map(({ labels }) => labels.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const gradients = results[0]!.gradients.map(({ length }) => new Float32Array(length));
  results.forEach((result, index) => {
    const weight = sizes[index]! / total;
    result.gradients.forEach((gradient, which) => {
      const sum = gradients[which]!;
      for (let at = 0; at < sum.length; at++) sum[at]! += weight * gradient[at]!;
    });
  });
  return {
    loss: results.reduce((sum, { loss }, index) => sum + (loss * sizes[index]!) / total, 0),
    guesses: Uint8Array.from(results.flatMap(({ guesses }) => [...guesses])),
    gradients,
  };
}
