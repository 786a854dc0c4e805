import { BackendError } from './backend-error.js';

/** A module with nothing in it. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * To be asked before anything of the wasm backend is fetched. Only trying tells what a page's policy
 * allows, and a refused try is reported as a violation of it.
 *
 * @throws BackendError `backend-unavailable` without WebAssembly, or where the page's policy forbids it
 */
export async function checkWasm(): Promise<void> {
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
