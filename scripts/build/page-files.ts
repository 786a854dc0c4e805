import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DIST } from './paths.js';

/** What of dist/ no page loads by its address: Node's, and what bundlers make scripts of. */
const NOT_LOADED = /^(cli\.js|frameworks\/|modules\/)/;

/** Paths below dist/ of all that a page may load of the package as built, sorted. */
export async function filesForPages(): Promise<string[]> {
  const names = await readdir(DIST, { recursive: true });
  return names
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => /\.(js|wasm)$/.test(name) && !NOT_LOADED.test(name))
    .sort();
}
