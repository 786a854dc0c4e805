import '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { ScriptError } from '../../lib/cli.js';
import type { Dataset } from '../../lib/dataset.js';
import { createRandom } from '../../lib/random.js';
import { findArchitecture } from '../architecture.js';
import { type BatchGradients, lossAndGradients, predictLogits } from '../loss.js';
import { createNetwork } from '../network.js';
import { correlate } from '../rounding.js';
import type { Engine, EngineName, EngineSettings, Weights } from './engine.js';

// Core's bundle for Node leaves out the gradients of its operations; the union package has them.

const TRAPPED = ['uncaughtException', 'unhandledRejection'] as const;

/** Starts TensorFlow.js on a backend. @throws ScriptError `no-gpu` */
export async function startTensorFlow(backend: EngineName): Promise<void> {
  await (backend === 'webgpu' ? startWebgpu() : startWasm());
}

/** One thread, with the package's own binaries. */
async function startWasm(): Promise<void> {
  const require = createRequire(import.meta.url);
  const main = require.resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(dirname(main), sep));
  // Threads come with workers of their own, and their sums depend on how the work was split.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setThreadsCount(1);

  const before = TRAPPED.map((event) => new Set<unknown>(process.rawListeners(event)));
  await setBackend('wasm');
  await ready();
  // The wasm glue rethrows every error of the process, with its own minified source on the screen.
  TRAPPED.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]!.has(listener)) {
        process.removeListener(event, listener as (...args: unknown[]) => void);
      }
    }
  });
}

/** Dawn, Chromium's implementation of WebGPU, built for Node. Large, so installed only when asked for. */
const PACKAGE = 'webgpu';
const VERSION = '0.6.2';

interface Dawn {
  create(options: string[]): GPU;
  readonly globals: Record<string, unknown>;
}

/**
 * Gives TensorFlow.js a GPU in Node.
 *
 * @throws ScriptError `no-gpu` if the package is not installed or finds no adapter.
 */
async function startWebgpu(): Promise<void> {
  let dawn: Dawn;
  try {
    dawn = (await import(PACKAGE)) as Dawn;
  } catch {
    throw new ScriptError(
      'no-gpu',
      `--backend webgpu needs Dawn: npm install --no-save ${PACKAGE}@${VERSION}.`,
    );
  }
  const gpu = dawn.create([]);
  if (!(await gpu.requestAdapter())) {
    throw new ScriptError('no-gpu', 'Dawn finds no GPU here: train with --backend wasm.');
  }
  Object.assign(globalThis, dawn.globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  await setBackend('webgpu');
  await ready();
}

/** The arithmetic on TensorFlow.js in one thread: the part of an engine that does not divide work. */
interface Compute {
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
