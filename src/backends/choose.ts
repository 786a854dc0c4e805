import { lazyImport } from '../util/lazy-import.js';
import { BACKEND_NAMES, BackendError, type BackendModule, type BackendName } from './backend.js';

/** What the platform offers, as far as can be told without loading anything. */
export type Capabilities = Readonly<Record<Exclude<BackendName, 'cpu'>, boolean>>;

/**
 * Up to here `auto` takes the plain loops of `cpu` first, in multiply-adds per image.
 *
 * Measured from 0.1 to 43 million, their first answer comes after 80 to 150 ms, that of wasm after
 * 210 to 320 ms with its 137 kB fetched at 2 MB/s; on a processor four times slower they draw level at
 * 43 million, and at 0.2 MB/s wasm takes a second at any size. Later answers block the page: those of
 * 20 million take about 4 ms behind a relu, and at the rate of the loops 7 ms where no number is zero,
 * so on the slower processor 30 ms, which is less than the 50 ms that are felt. docs/cost-model.md has
 * the table.
 */
export const CPU_FIRST_MULTIPLY_ADDS = 20e6;

/**
 * Up to here `auto` takes `wasm` before a GPU, in multiply-adds per image.
 *
 * wasm takes 2.5 ms for 50 million multiply-adds: at that rate 1,000 million take 50 ms. That is less
 * than what compiling shaders costs a GPU before its first answer: 0.2 to 0.4 s on a software GPU
 * (docs/performance.md), of which a real one saves the arithmetic alone. Beyond it arithmetic
 * outweighs starting kernels and read-back, and the order turns round.
 */
export const WASM_FIRST_MULTIPLY_ADDS = 1e9;

/**
 * Reads the value of the `backend` attribute.
 *
 * `auto` stands alone, since it orders all of them itself. An empty value means `auto`, as an absent
 * one does. Case does not matter; a repeated name counts once, where it first stands.
 *
 * @param value `auto`, or names separated by commas or white space, in order of preference.
 * @throws BackendError `backend-unknown`
 */
export function parseBackends(value: string): BackendName[] | 'auto' {
  // Whoever has no types may pass anything; its type is then no backend's name either.
  const words = (typeof value === 'string' ? value : typeof value)
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length === 0 || words.every((word) => word === 'auto')) return 'auto';
  return [...new Set(words)].map((word) => {
    const name = BACKEND_NAMES.find((known) => known === word);
    if (name) return name;
    const hint =
      word === 'auto'
        ? '"auto" stands alone and cannot be part of a list'
        : `There is no backend "${word}"`;
    throw new BackendError(
      'backend-unknown',
      `${hint}: give "auto", or one or more of ${BACKEND_NAMES.join(', ')}.`,
    );
  });
}

/**
 * The order in which `auto` tries the backends: the quickest first answer first.
 *
 * Backends that the platform plainly lacks are left out, so that their code is never fetched; `cpu`
 * is always there, so `auto` always finds one.
 *
 * @param multiplyAdds of the network, per image.
 */
export function autoOrder(multiplyAdds: number, capabilities: Capabilities): BackendName[] {
  return sizeOrder(multiplyAdds).filter((name) => name === 'cpu' || capabilities[name]);
}

/**
 * What `auto` goes on to if the first of `order` proves slow on this device: from `cpu`, `wasm`, the
 * only other one whose start does not cost more than it gains for networks of this size.
 */
export function fasterThanFirst(order: readonly BackendName[]): BackendName | undefined {
  return order[0] === 'cpu' ? order.find((name) => name === 'wasm') : undefined;
}

function sizeOrder(multiplyAdds: number): BackendName[] {
  if (multiplyAdds <= CPU_FIRST_MULTIPLY_ADDS) return ['cpu', 'wasm', 'webgl', 'webgpu'];
  if (multiplyAdds <= WASM_FIRST_MULTIPLY_ADDS) return ['wasm', 'webgl', 'webgpu', 'cpu'];
  return ['webgpu', 'webgl', 'wasm', 'cpu'];
}

/** Looks at the globals only: a platform that has the interface may still refuse a device. */
export function detectCapabilities(): Capabilities {
  return {
    webgpu: typeof navigator !== 'undefined' && 'gpu' in navigator,
    webgl:
      typeof WebGL2RenderingContext !== 'undefined' || typeof WebGLRenderingContext !== 'undefined',
    wasm: typeof WebAssembly !== 'undefined',
  };
}

/** Loads the module of a backend; each is a chunk of its own and is fetched on the first call. */
export type BackendRegistry = Readonly<Record<BackendName, () => Promise<BackendModule>>>;

/** The literal `import()` calls are what a bundler cuts the chunks by. */
export const BACKENDS: BackendRegistry = {
  webgpu: () => lazyImport('computes on webgpu', () => import('./webgpu.js')),
  webgl: () => lazyImport('computes on webgl', () => import('./webgl.js')),
  wasm: () => checkWasm().then(() => lazyImport('computes on wasm', () => import('./wasm.js'))),
  cpu: () => lazyImport('computes on cpu', () => import('./cpu.js')),
};

/** A module with nothing in it. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * To be asked before anything of the wasm backend is fetched. Only trying tells what a page's policy
 * allows, and a refused try is reported as a violation of it.
 *
 * @throws BackendError `backend-unavailable` without WebAssembly, or where the page's policy forbids it
 */
async function checkWasm(): Promise<void> {
  if (typeof WebAssembly === 'undefined') refuse('this browser has no WebAssembly.');
  await WebAssembly.compile(EMPTY).catch((cause: unknown) =>
    // Engines name another directive each, and not always the one that is wanted.
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
