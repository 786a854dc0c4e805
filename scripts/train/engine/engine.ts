import { availableParallelism } from 'node:os';
import type { Dataset } from '../../lib/dataset.js';
import type { BatchGradients } from '../loss.js';
import type { Correlations } from '../rounding.js';
import { startCompute } from './compute.js';
import { createWasmEngine } from './wasm-engine.js';

export const ENGINES = ['wasm', 'webgpu'] as const;

export type EngineName = (typeof ENGINES)[number];

/** What does the arithmetic of training. */
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

/** What an engine has to know of the training, the same at every step. */
export interface EngineSettings {
  /** Name of a file in `architectures/`. */
  readonly architecture: string;
  readonly seed: number;
  readonly labelSmoothing: number;
}

/** @throws ScriptError `no-gpu` */
export async function createEngine(name: EngineName, settings: EngineSettings): Promise<Engine> {
  if (name === 'wasm') return createWasmEngine(settings, availableParallelism());
  const compute = await startCompute('webgpu', settings);
  return {
    description: 'webgpu',
    gradients: (weights, batch, step) => compute.gradients(weights, batch, step, 0),
    logits: (weights, images) => compute.logits(weights, images),
    correlations: compute.correlations,
    close: async () => undefined,
  };
}
