import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import createModule, {
  type BackendWasmModule,
} from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js';
import type { Plan } from '../graph/plan.js';
import { type Backend, BackendError, type Executable } from './backend.js';
import { Kernels, TfjsExecutable } from './tfjs/executor.js';
import { fetchBinary } from './tfjs/fetch-binary.js';
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

  /** Keeps the module, because TensorFlow.js's kernels can be set up only once per page. */
  dispose(): void {
    return undefined;
  }
}

let shared: Promise<Kernels> | null = null;

/**
 * @throws BackendError `backend-unavailable` if the binary cannot be fetched or started. A later call tries
 * again
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

/** A function with `i8x16.splat` and `i8x16.popcnt`, which is valid only with SIMD. */
const SIMD_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/**
 * Fetches and instantiates TensorFlow.js's wasm binary, with SIMD if the browser has it.
 *
 * @throws Error of the fetch or of WebAssembly
 */
export async function instantiateWasm(): Promise<{ wasm: BackendWasmModule }> {
  const simd = WebAssembly.validate(SIMD_PROBE);
  const binary = await fetchBinary(simd ? 'wasm-simd' : 'wasm');
  const compiled = await WebAssembly.compile(binary as Uint8Array<ArrayBuffer>);
  return new Promise((resolve, reject) => {
    const settings = {
      print: () => undefined,
      printErr: () => undefined,
      onAbort: (reason: unknown) => reject(new Error(`it aborted: ${String(reason)}`)),
      instantiateWasm(
        imports: WebAssembly.Imports,
        done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
      ) {
        WebAssembly.instantiate(compiled, imports).then(
          (instance) => done(instance, compiled),
          reject,
        );
        return {};
      },
    };
    // Wrapped, because a promise would call the module's own `then` forever.
    createModule(settings as never).then((wasm) => resolve({ wasm: bridge(wasm) }), reject);
  });
}

/** Adds the functions that BackendWasm calls, as TensorFlow.js's own `init()` does. */
function bridge(module: BackendWasmModule): BackendWasmModule {
  const { cwrap } = module as unknown as {
    cwrap(name: string, result: string | null, args: string[]): unknown;
  };
  const call = (name: string, result: string | null, ...args: string[]) =>
    cwrap(name, result, args);
  module.tfjs = {
    init: call('init', null),
    initWithThreadsCount: call('init_with_threads_count', null, 'number'),
    getThreadsCount: call('get_threads_count', 'number'),
    registerTensor: call('register_tensor', null, 'number', 'number', 'number'),
    disposeData: call('dispose_data', null, 'number'),
    dispose: call('dispose', null),
  } as unknown as BackendWasmModule['tfjs'];
  return module;
}
