import { availableParallelism } from 'node:os';
import { IMAGE_LENGTH } from '../../../src/ink/drawing.js';
import { CLASSES, slice, type Dataset } from '../../lib/dataset.js';
import { startThreads } from '../../lib/threads.js';
import type { BatchGradients } from '../loss.js';
import type { Correlations } from '../rounding.js';
import { type Compute, start } from './compute.js';

export const ENGINES = ['wasm', 'webgpu'] as const;

export type EngineName = (typeof ENGINES)[number];

export interface Engine {
  /** For people: what computes, and on how many threads. */
  readonly description: string;
  /** See `lossAndGradients`. @param step drives dropout, with the training's seed. */
  gradients(weights: Weights, batch: Dataset, step: number): Promise<BatchGradients>;
  /** Logits without dropout. @param images n × 784 values. @returns n × 10 values. */
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
      const labels = new Uint8Array(images.length / IMAGE_LENGTH);
      const parts = await Promise.all(
        divide({ images, labels }, PREDICTED_AT_ONCE).map((part) =>
          pool.run('logits', weights, part.images),
        ),
      );
      const all = new Float32Array(labels.length * CLASSES);
      parts.forEach((part, index) => all.set(part, index * PREDICTED_AT_ONCE * CLASSES));
      return all;
    },
    correlations: (...args) => pool.run('correlations', ...args),
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
