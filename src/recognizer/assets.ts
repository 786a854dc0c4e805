/**
 * Where the library's own files come from. The standalone build replaces this whole module by one
 * that holds the bundled network and offers the same names.
 */
import type { AssetName } from '../backends/backend.js';
import { MODEL, WASM, WASM_SIMD, WEIGHTS } from './asset-urls.js';
import { fetchAnywhere } from './fetch-anywhere.js';

/** Absolute URL of the descriptor that is used when no `model` is given. */
export const BUNDLED_MODEL: string = MODEL;

/** Absolute URLs of its weight files by their path in it; a bundler may have moved them. */
export const BUNDLED_WEIGHTS: Readonly<Record<string, string>> = {
  'group1-shard1of1.bin': WEIGHTS,
};

/** Used where the caller passes no `fetch` of its own. */
export const defaultFetch: typeof fetch = fetchAnywhere;

export function fetchAsset(name: AssetName, signal?: AbortSignal): Promise<Response> {
  return defaultFetch(name === 'wasm-simd' ? WASM_SIMD : WASM, { signal: signal ?? null });
}
