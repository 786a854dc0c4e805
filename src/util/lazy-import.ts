import { withStallTimeout } from './async.js';
import { CodedError } from './errors.js';

/** `part-unreachable`: a module of the library could not be fetched. Exported to pages as `PartError`. */
export class ChunkLoadError extends CodedError<'part-unreachable'> {
  /** Pages may tell errors apart by the exported name. */
  override name = 'PartError';
}

/**
 * Imports a module that few pages need. A failure is not cached here, so the next call tries again.
 * Firefox caches failures until the page is reloaded, and every browser keeps waiting for a server that
 * stalled. A query in the URL would avoid that, but import maps could no longer check its digest.
 *
 * @param what what the module does, to complete "The part of the library that …"
 * @param load a literal `import()`, so that bundlers can split the code there
 * @throws ChunkLoadError
 */
export async function lazyImport<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await withStallTimeout(load);
  } catch (cause) {
    // Service workers refuse every import().
    const advice =
      'ServiceWorkerGlobalScope' in globalThis
        ? 'in a service worker, import digit-recognizer/recognizer-static (dist/recognizer.static.js) instead'
        : 'try again once there is a connection, or reload the page';
    throw new ChunkLoadError(
      'part-unreachable',
      `The part of the library that ${what} cannot be fetched; ${advice}. ${String(cause)}`,
      { cause },
    );
  }
}

/**
 * The platform's `fetch`, and in Node `file:` URLs as well, which Node's own fetch refuses. The
 * library's files are on disk there.
 */
export async function fetchAnywhere(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const url = input instanceof Request ? input.url : String(input);
  const node = url.startsWith('file:')
    ? globalThis.process?.getBuiltinModule?.('node:fs/promises')
    : undefined;
  // The global is read at each call, because pages and tests may replace it.
  if (!node) return fetch(input, init);
  init?.signal?.throwIfAborted();
  try {
    return new Response(new Uint8Array(await node.readFile(new URL(url))), { status: 200 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return new Response(null, { status: 404, statusText: 'Not Found' });
  } finally {
    init?.signal?.throwIfAborted();
  }
}
