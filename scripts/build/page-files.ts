import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { BUNDLED_MODEL, DIST } from './paths.js';

/** What of dist/ no page loads, or only a page of a framework, beside what others load. */
const NOT_LOADED = ['cli.js', 'react.js', 'frameworks/types.js'];

/** The bundled network's descriptor, below dist/. */
export const DESCRIPTOR = `models/${BUNDLED_MODEL}/model.json`;

/** Paths below dist/ of all that a page may load of the package as built, sorted. */
export async function filesForPages(): Promise<string[]> {
  const names = await readdir(DIST, { recursive: true });
  return names
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => /\.(js|wasm|bin)$/.test(name) || name === DESCRIPTOR)
    .filter((name) => !NOT_LOADED.includes(name))
    .sort();
}
