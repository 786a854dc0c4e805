import { availableParallelism } from 'node:os';
import { IMAGE_LENGTH } from '../../../src/ink/drawing.js';
import { slice } from '../../lib/dataset.js';
import { startThreads } from '../../lib/threads.js';
import { type BatchGradients, TARGET_LENGTH, type TrainingImages } from '../loss.js';
import type { Correlations } from '../rounding.js';
import { type Compute, start } from './compute.js';

export const ENGINES = ['wasm', 'webgpu'] as const;

export type EngineName = (typeof ENGINES)[number];

export interface Engine {
  /** For people: what computes, and on how many threads. */
  readonly description: string;
  /** See `lossAndGradients`. @param step drives dropout, with the training's seed. */
  gradients(weights: Weights, batch: TrainingImages, step: number): Promise<BatchGradients>;
  /** Logits without dropout. @param images n × 784 values. @returns for each image its logits. */
  logits(weights: Weights, images: Float32Array): Promise<Float32Array>;
  /** See `correlate`. @param layer its place in `Network.placed`. */
  correlations(
    layer: number,
    weights: Weights,
    reference: Weights,
    images: Float32Array,
  ): Promise<Correlations>;
  close(): Promise<void>;
}

/** In the order of `Network.weightSpecs`. */
export type Weights = readonly Float32Array[];

export interface EngineSettings {
  readonly backend: EngineName;
  /** Name of a file in `architectures/`. */
  readonly architecture: string;
  readonly seed: number;
  readonly labelSmoothing: number;
}

/** Images a thread computes gradients for at once. Fixed, so that sums do not depend on the threads. */
const SHARD = 64;
const PREDICTED_AT_ONCE = 500;

/** TensorFlow.js on a GPU, or on its wasm backend with a batch divided among threads. */
export async function createEngine(
  settings: EngineSettings,
  threads = availableParallelism(),
): Promise<Engine> {
  if (settings.backend === 'webgpu') {
    return { ...(await start(settings)), description: 'webgpu', close: async () => undefined };
  }
  const pool = startThreads<Compute>(new URL('./compute.ts', import.meta.url), threads, settings);
  return {
    description: `wasm on ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    async gradients(weights, batch, step) {
      const shards = divide(batch, SHARD);
      const results = shards.map((part, shard) =>
        pool.run('gradients', weights, part, step, shard),
      );
      return combine(await Promise.all(results), shards);
    },
    async logits(weights, images) {
      const size = PREDICTED_AT_ONCE * IMAGE_LENGTH;
      // Copies: what is sent to a thread takes its whole memory along.
      const parts = Array.from({ length: Math.ceil(images.length / size) }, (_, index) =>
        pool.run('logits', weights, images.slice(index * size, (index + 1) * size)),
      );
      const rows = await Promise.all(parts);
      const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
      let start = 0;
      for (const part of rows) {
        all.set(part, start);
        start += part.length;
      }
      return all;
    },
    correlations: (...args) => pool.run('correlations', ...args),
    close: () => pool.close(),
  };
}

/** Copies, see above. */
function divide(batch: TrainingImages, size: number): TrainingImages[] {
  const count = batch.labels.length;
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => {
    const [start, end] = [index * size, Math.min((index + 1) * size, count)];
    const { images, labels } = slice(batch, start, end);
    return {
      images: images.slice(),
      labels: labels.slice(),
      targets: batch.targets.slice(start * TARGET_LENGTH, end * TARGET_LENGTH),
    };
  });
}

/** The gradients of the whole, from those of its parts: a mean weighted by their sizes, in order. */
function combine(
  results: readonly BatchGradients[],
  shards: readonly TrainingImages[],
): BatchGradients {
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
