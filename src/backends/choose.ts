import { BACKEND_NAMES, type BackendName } from './backend.js';
import { BackendError } from './backend-error.js';

/** What the platform offers, as far as can be told without loading anything. */
export type Capabilities = Readonly<Record<Exclude<BackendName, 'cpu'>, boolean>>;

/**
 * Up to here `auto` takes the plain loops of `cpu` first, in multiply-adds per image.
 *
 * They take 0.66 ms for 0.79 million multiply-adds and need no download. 20 million take them 17 ms,
 * one frame; on a phone four times slower 70 ms, which is no more than the 137 kB of the wasm binary
 * take to arrive at 2 MB/s. Every other backend answers later the first time: wasm after its
 * download and 13 ms, webgl after 0.1 to 0.6 s, webgpu after up to 1.8 s.
 */
export const CPU_FIRST_MULTIPLY_ADDS = 20e6;

/**
 * Up to here `auto` takes `wasm` before a GPU, in multiply-adds per image.
 *
 * wasm takes 0.05 ms for 0.79 million multiply-adds: 1,000 million take 65 ms. That is less than what
 * compiling shaders costs a GPU before its first answer (0.1 s at best). Beyond it arithmetic
 * outweighs launches and read-back, and the order turns round.
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
  const words = String(value)
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
