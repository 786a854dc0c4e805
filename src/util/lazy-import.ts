import { withStallTimeout } from './async.js';
import { CodedError } from './errors.js';

/** `part-unreachable`: a part of the library's own code could not be fetched. */
export class PartError extends CodedError<'part-unreachable'> {}

/**
 * Fetches a part of the library that few pages need. A failure is not kept here: the next to ask tries
 * again. Firefox keeps it, and every engine goes on waiting for a server that stalled, until the
 * page is reloaded. Another address, such as one with a query, would be fetched anew, but unchecked
 * on a page whose import map states digests.
 *
 * @param what the part is for: "The part that …".
 * @param load a literal `import()`, which is what a bundler cuts the chunks by.
 * @throws PartError
 */
export async function loadPart<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await withStallTimeout(load);
  } catch (cause) {
    // Service workers refuse every import().
    const advice =
      'ServiceWorkerGlobalScope' in globalThis
        ? 'in a service worker, import digit-recognizer/recognizer-static (dist/recognizer.static.js) instead'
        : 'try again once there is a connection, or reload the page';
    throw new PartError(
      'part-unreachable',
      `The part of the library that ${what} cannot be fetched; ${advice}. ${String(cause)}`,
      { cause },
    );
  }
}
