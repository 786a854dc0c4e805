import { ready, setBackend } from '@tensorflow/tfjs-core';
import { ScriptError } from '../../lib/script-error.js';

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
export async function startWebgpu(): Promise<void> {
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
