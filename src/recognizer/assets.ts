/**
 * Where the library's own files come from. The standalone build replaces this whole module by one
 * that holds the bundled network and offers the same names.
 */
import { BASE_URL } from './base-url.js';
import { fetchAnywhere } from './fetch-anywhere.js';

/** Absolute URL of the descriptor that is used when no `model` is given. */
export const BUNDLED_MODEL: string = new URL('models/pen/model.json', BASE_URL).href;

/** Used where the caller passes no `fetch` of its own. */
export const defaultFetch: typeof fetch = fetchAnywhere;

/** @param name path of one of the library's own files, relative to `dist/`. */
export function fetchAsset(name: string, signal?: AbortSignal): Promise<Response> {
  return defaultFetch(new URL(name, BASE_URL), { signal: signal ?? null });
}
