import type * as Library from '../../src/recognizer.js';

/** The recognizer as a page without the element imports it. */
export function importLibrary(): Promise<typeof Library> {
  const url = new URL('dist/recognizer.js', document.baseURI).href;
  return import(/* @vite-ignore */ url) as Promise<typeof Library>;
}
