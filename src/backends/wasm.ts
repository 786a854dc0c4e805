import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import type { Plan } from '../graph/plan.js';
import type { Backend, Executable } from './backend.js';
import { BackendError } from './backend-error.js';
import { TfjsExecutable } from './tfjs/executor.js';
import { Kernels } from './tfjs/kernels.js';
import { instantiateWasm } from './tfjs/wasm-module.js';
import * as kernels from './tfjs/wasm-kernels.js';

/** WebAssembly through TensorFlow.js's kernels (XNNPACK), one thread. */
class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly lost = new Promise<string>(() => undefined);
  private readonly kernels: Kernels;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  async compile(plan: Plan): Promise<Executable> {
    const executable = new TfjsExecutable(plan, this.kernels);
    await executable.run(new Float32Array(784), 1);
    return executable;
  }

  /** The module stays: TensorFlow.js's kernels can be set up only once in a page. */
  dispose(): void {
    return undefined;
  }
}

let shared: Promise<Kernels> | null = null;

/**
 * @throws BackendError `backend-unavailable` when the binary cannot be fetched, or does not start. A
 * later call tries again.
 */
export async function createBackend(): Promise<Backend> {
  shared ??= load();
  try {
    return new WasmBackend(await shared);
  } catch (error) {
    shared = null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackendError('backend-unavailable', `The wasm backend is not available: ${reason}`, {
      cause: error,
    });
  }
}

async function load(): Promise<Kernels> {
  const { wasm } = await instantiateWasm();
  return new Kernels(new BackendWasm(wasm), Object.values(kernels));
}
