import { availableParallelism } from 'node:os';
import { startCompute } from './compute.js';
import type { Engine, EngineName, EngineSettings } from './engine.js';
import { createWasmEngine } from './wasm-engine.js';

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
