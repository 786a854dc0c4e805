import type { Dataset } from '../../lib/dataset.js';
import { createRandom } from '../../lib/random.js';
import { findArchitecture } from '../architecture.js';
import { lossAndGradients, predictLogits, type BatchGradients } from '../loss.js';
import { createNetwork } from '../network.js';
import { startTensorFlow } from '../tensorflow.js';
import { correlate } from '../rounding/correlations.js';
import type { Engine, EngineName, EngineSettings, Weights } from './engine.js';

/** The arithmetic on TensorFlow.js in one thread: the part of an engine that does not divide work. */
export interface Compute {
  gradients(weights: Weights, batch: Dataset, step: number, shard: number): Promise<BatchGradients>;
  logits(weights: Weights, images: Float32Array): Promise<Float32Array>;
  correlations: Engine['correlations'];
}

export async function startCompute(
  backend: EngineName,
  { architecture, seed, labelSmoothing }: EngineSettings,
): Promise<Compute> {
  const { layers } = await findArchitecture(architecture);
  const network = createNetwork(layers);
  await startTensorFlow(backend);
  return {
    gradients(weights, batch, step, shard) {
      // The first shard of a batch has the stream that an undivided batch would have.
      const random = createRandom(seed, 'dropout', step, ...(shard > 0 ? [shard] : []));
      return lossAndGradients(network, weights, batch, labelSmoothing, random);
    },
    logits: (weights, images) => predictLogits(network, weights, images),
    correlations: (layer, ...more) => correlate(network, network.placed[layer]!, ...more),
  };
}
