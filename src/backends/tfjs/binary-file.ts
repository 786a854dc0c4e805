import { fetchAnywhere } from '../../util/lazy-import.js';

/** TensorFlow.js's binary, with and without SIMD. */
export type BinaryName = 'wasm' | 'wasm-simd';

/**
 * Fetches a binary from `dist/wasm/`. The standalone build replaces this module by one that contains a
 * binary.
 */
export async function fetchBinaryFile(name: BinaryName, signal: AbortSignal): Promise<Response> {
  return fetchAnywhere(addressOf(name), { signal });
}

/**
 * Each URL is a literal, because bundlers find a module's files by this form.
 *
 * @throws Error if a bundler removed the URL
 */
function addressOf(name: BinaryName): string {
  try {
    const href =
      name === 'wasm-simd'
        ? new URL('./wasm/tfjs-backend-wasm-simd.wasm', import.meta.url).href
        : new URL('./wasm/tfjs-backend-wasm.wasm', import.meta.url).href;
    // In Next.js it is relative to the page; in Node it is absolute.
    return new URL(href, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch (cause) {
    throw new Error('its URL is missing, because a bundler removed it', { cause });
  }
}
