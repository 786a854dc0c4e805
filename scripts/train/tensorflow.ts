import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
// Core's bundle for Node leaves out the gradients of its operations; the union package has them.
import '@tensorflow/tfjs';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import type { EngineName } from './engine/engine.js';
import { startWebgpu } from './engine/dawn.js';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

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
