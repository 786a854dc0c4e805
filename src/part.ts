import { CodedError } from './errors.js';

/** `part-unreachable`: a part of the library's own code could not be fetched. */
export class PartError extends CodedError<'part-unreachable'> {}

/**
 * Fetches a part of the library that few pages need. A failure is not kept: the next to ask tries
 * again.
 *
 * @param what the part is for: "The part that …".
 * @param load a literal `import()`, which is what a bundler cuts the chunks by.
 * @throws PartError
 */
export async function loadPart<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new PartError(
      'part-unreachable',
      `The part of the library that ${what} cannot be fetched; try again once there is a connection. ${String(cause)}`,
      { cause },
    );
  }
}
