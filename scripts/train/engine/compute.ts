import '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { ScriptError } from '../../lib/cli.js';
import { createRandom } from '../../lib/random.js';
import { findArchitecture } from '../architecture.js';
import { lossAndGradients, predictLogits, type TrainingImages } from '../loss.js';
import { createNetwork } from '../network.js';
import { correlate } from '../rounding.js';
import type { EngineName, EngineSettings, Weights } from './engine.js';

// Core's bundle for Node leaves out the gradients of its operations; the union package has them.

/** Starts TensorFlow.js on a backend. @throws ScriptError `no-gpu` */
export function startTensorFlow(backend: EngineName): Promise<void> {
  return backend === 'webgpu' ? startWebgpu() : startWasm();
}

const TRAPPED = ['uncaughtException', 'unhandledRejection'] as const;

async function startWasm(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(dirname(main), sep));
  // Threads come with workers of their own, and their sums depend on how the work was split.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setThreadsCount(1);
  const before = TRAPPED.map((event) => process.rawListeners(event));
  await setBackend('wasm');
  await ready();
  // The wasm glue rethrows every error of the process, with its own minified source on the screen.
  TRAPPED.forEach((event, index) => {
    for (const listener of process.rawListeners(event) as ((...args: unknown[]) => void)[]) {
      if (!before[index]!.includes(listener)) process.removeListener(event, listener);
    }
  });
}

/** Dawn, Chromium's implementation of WebGPU, built for Node. Large, so installed only when asked for. */
const DAWN = { package: 'webgpu', version: '0.6.2' };

interface Dawn {
  create(options: string[]): GPU;
  readonly globals: Record<string, unknown>;
}

/** Gives TensorFlow.js a GPU in Node. */
async function startWebgpu(): Promise<void> {
  const dawn = await import(DAWN.package).catch(() => {
    throw new ScriptError(
      'no-gpu',
      `--backend webgpu needs Dawn: npm install --no-save ${DAWN.package}@${DAWN.version}.`,
    );
  });
  const { create, globals } = dawn as Dawn;
  const gpu = create([]);
  if (!(await gpu.requestAdapter())) {
    throw new ScriptError('no-gpu', 'Dawn finds no GPU here: train with --backend wasm.');
  }
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  await setBackend('webgpu');
  await ready();
}

export type Compute = Awaited<ReturnType<typeof start>>;

export async function start({ backend, architecture, seed, labelSmoothing }: EngineSettings) {
  const { layers } = await findArchitecture(architecture);
  const network = createNetwork(layers);
  await startTensorFlow(backend);
  return {
    /** @param shard which part of the step's batch this is. */
    gradients(weights: Weights, batch: TrainingImages, step: number, shard = 0) {
      // The first shard of a batch has the stream that an undivided batch would have.
      const random = createRandom(seed, 'dropout', step, ...(shard > 0 ? [shard] : []));
      return lossAndGradients(network, weights, batch, labelSmoothing, random);
    },
    logits: (weights: Weights, images: Float32Array) => predictLogits(network, weights, images),
    /** @param layer its place in `Network.placed`. */
    correlations: (layer: number, weights: Weights, reference: Weights, images: Float32Array) =>
      correlate(network, network.placed[layer]!, weights, reference, images),
  };
}
