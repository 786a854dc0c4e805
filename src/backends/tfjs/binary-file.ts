import { fetchAnywhere } from '../../util/lazy-import.js';

/** TensorFlow.js's binary, with and without SIMD. */
export type BinaryName = 'wasm' | 'wasm-simd';

/**
 * Fetches one of the binaries, which lie in `dist/wasm/`. The standalone build replaces this module by
 * one that holds a binary.
 */
export async function fetchBinaryFile(name: BinaryName, signal: AbortSignal): Promise<Response> {
  return fetchAnywhere(addressOf(name), { signal });
}

/**
 * Each address is written out, as bundlers know by that form which files belong to a module, and move
 * and rename them with it.
 *
 * @throws Error where a bundler has left no address
 */
function addressOf(name: BinaryName): string {
  try {
    const href =
      name === 'wasm-simd'
        ? new URL('./wasm/tfjs-backend-wasm-simd.wasm', import.meta.url).href
        : new URL('./wasm/tfjs-backend-wasm.wasm', import.meta.url).href;
    // Next.js makes it relative to the page; in Node it is absolute.
    return new URL(href, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch (cause) {
    throw new Error('the bundler that packed it left no address of it', { cause });
  }
}
