import { lazyImport } from '../util/lazy-import.js';
import { DescriptorError } from '../graph/errors.js';
import {
  BACKEND_NAMES,
  BackendError,
  type BackendModule,
  type BackendName,
  type BuiltInName,
  isTensorFlow,
  type TensorFlowName,
} from './backend.js';

/** What the platform offers, as far as its globals show. */
export type Capabilities = Readonly<Record<Exclude<BuiltInName, 'cpu'>, boolean>>;

/**
 * Maximum size of a network, in multiply-adds per image, for which `auto` tries `cpu` first.
 *
 * Measured from 0.1 to 43 million: cpu gives its first answer after 80 to 150 ms. wasm needs 210 to 320 ms
 * at 2 MB/s, and a second at 0.2 MB/s. On a processor four times slower they are equal at 43 million. Later
 * answers on cpu block the page: at 20 million for 4 to 7 ms, on the slower processor up to 30 ms, below the
 * 50 ms that a user notices. The table is in docs/cost-model.md.
 */
export const CPU_FIRST_MULTIPLY_ADDS = 20e6;

/**
 * Maximum size of a network, in multiply-adds per image, for which `auto` tries `wasm` before a GPU.
 *
 * wasm takes 2.5 ms for 50 million multiply-adds, so 50 ms for 1,000 million. Compiling shaders takes a GPU
 * longer: 0.2 to 0.4 s on a software GPU (docs/performance.md). For larger networks arithmetic takes more
 * time than starting kernels and reading back, so GPUs come first.
 */
export const WASM_FIRST_MULTIPLY_ADDS = 1e9;

/**
 * Reads the value of the `backend` attribute.
 *
 * An empty value means `auto`. Case does not matter, and repetitions are ignored. `auto` cannot be part of a
 * list, because it orders all backends itself.
 *
 * @param value `auto`, or names separated by commas or white space, in order of preference.
 * @throws BackendError `backend-unknown`
 */
export function parseBackends(value: string): BackendName[] | 'auto' {
  // A caller without types may pass anything. The name of its type is not a backend either.
  const words = (typeof value === 'string' ? value : typeof value)
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length === 0 || words.every((word) => word === 'auto')) return 'auto';
  return [...new Set(words)].map((word) => {
    const name = BACKEND_NAMES.find((known) => known === word);
    if (name) return name;
    const hint =
      word === 'auto' ? '"auto" cannot be part of a list' : `There is no backend "${word}"`;
    throw new BackendError(
      'backend-unknown',
      `${hint}. Set "auto", or one or more of ${BACKEND_NAMES.join(', ')}.`,
    );
  });
}

/**
 * The order in which `auto` tries the backends: the one with the quickest first answer comes first. Backends
 * that the platform lacks are left out, so their code is never fetched. `cpu` always works.
 *
 * @param multiplyAdds of the network, per image
 */
export function autoOrder(multiplyAdds: number, capabilities: Capabilities): BuiltInName[] {
  return sizeOrder(multiplyAdds).filter((name) => name === 'cpu' || capabilities[name]);
}

/**
 * The backend to which `auto` changes if the first one of `order` is slow on this device. Only from `cpu` to
 * `wasm`: for such small networks, starting a GPU costs more than it saves.
 */
export function fasterThanFirst(order: readonly BackendName[]): BackendName | undefined {
  return order[0] === 'cpu' ? order.find((name) => name === 'wasm') : undefined;
}

/** Of TensorFlow.js, the backend on the same device. */
const ON_TENSORFLOW: Readonly<Record<BuiltInName, TensorFlowName>> = {
  webgpu: 'tfjs-webgpu',
  webgl: 'tfjs-webgl',
  wasm: 'tfjs-cpu',
  cpu: 'tfjs-cpu',
};

/** The backends for a network that the built-in ones do not know. */
export function onTensorFlow(names: readonly BackendName[]): TensorFlowName[] {
  return [...new Set(names.map((name) => (isTensorFlow(name) ? name : ON_TENSORFLOW[name])))];
}

function sizeOrder(multiplyAdds: number): BuiltInName[] {
  if (multiplyAdds <= CPU_FIRST_MULTIPLY_ADDS) return ['cpu', 'wasm', 'webgl', 'webgpu'];
  if (multiplyAdds <= WASM_FIRST_MULTIPLY_ADDS) return ['wasm', 'webgl', 'webgpu', 'cpu'];
  return ['webgpu', 'webgl', 'wasm', 'cpu'];
}

/** Checks only globals. The platform may still refuse a device. */
export function detectCapabilities(): Capabilities {
  return {
    webgpu: typeof navigator !== 'undefined' && 'gpu' in navigator,
    webgl:
      typeof WebGL2RenderingContext !== 'undefined' || typeof WebGLRenderingContext !== 'undefined',
    wasm: typeof WebAssembly !== 'undefined',
  };
}

/** Loads a backend's module. Each is a separate chunk and is fetched on the first call. */
export type BackendRegistry = Readonly<Record<BackendName, () => Promise<BackendModule>>>;

/** Bundlers split the code at literal `import()` calls. */
export const BACKENDS: BackendRegistry = {
  webgpu: () => lazyImport('computes on webgpu', () => import('./webgpu.js')),
  webgl: () => lazyImport('computes on webgl', () => import('./webgl.js')),
  wasm: () => checkWasm().then(() => lazyImport('computes on wasm', () => import('./wasm.js'))),
  cpu: () => lazyImport('computes on cpu', () => import('./cpu.js')),
  'tfjs-webgpu': () => loadTensorFlow('tfjs-webgpu'),
  'tfjs-webgl': () => loadTensorFlow('tfjs-webgl'),
  'tfjs-cpu': () => loadTensorFlow('tfjs-cpu'),
};

/** A build of its own, so it gets this build's classes of errors. */
async function loadTensorFlow(name: TensorFlowName): Promise<BackendModule> {
  const module = await lazyImport('is TensorFlow.js', () => import('./tensorflow.js'));
  return { createBackend: () => module.createBackend(name, { BackendError, DescriptorError }) };
}

/** An empty module. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * Checks that WebAssembly works before the wasm backend is fetched. Whether a page's policy allows it is
 * known only by trying. If it does not, the browser reports a violation.
 *
 * @throws BackendError `backend-unavailable` without WebAssembly, or where the page's policy forbids it
 */
async function checkWasm(): Promise<void> {
  if (typeof WebAssembly === 'undefined') refuse('this browser has no WebAssembly.');
  await WebAssembly.compile(EMPTY).catch((cause: unknown) =>
    // Browsers' own messages name different directives, not always the right one.
    refuse(
      "the page's Content-Security-Policy forbids it. Add 'wasm-unsafe-eval' to its script-src.",
      cause,
    ),
  );
}

function refuse(reason: string, cause?: unknown): never {
  const message = `The wasm backend is not available: ${reason}`;
  throw new BackendError('backend-unavailable', message, { cause });
}
