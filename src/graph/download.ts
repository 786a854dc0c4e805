import type { DescriptorError } from './descriptor-error.js';
import type { Fetch, ResponseLike } from './response.js';

interface Errors {
  /** The request failed, or broke off. */
  unreachable(cause: unknown): DescriptorError;
  /** A status other than 2xx. */
  http(status: number): DescriptorError;
}

interface Download {
  readonly bytes: Uint8Array;
  /** In lower case, without parameters; empty where the server says none. */
  readonly type: string;
}

/**
 * Fetches a file, handing each piece to `onBytes` as it comes, so that it can count them and, by
 * throwing, stop a file that is longer than it should be before it fills the memory.
 *
 * @throws what `onBytes` throws, what `errors` make, or the reason of the signal as it is
 */
export async function download(
  url: string,
  fetch: Fetch,
  signal: AbortSignal | undefined,
  errors: Errors,
  onBytes: (length: number, type: string) => void,
): Promise<Download> {
  const guarded = async <T>(step: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      const result = await step();
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw isAbort(error) ? error : errors.unreachable(error);
    }
  };
  const response = await guarded(() => fetch(url, signal ? { signal } : {}));
  if (!response.ok) {
    throw errors.http(response.status);
  }
  const type = contentType(response);
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  const take = (chunk: Uint8Array) => {
    onBytes(chunk.length, type);
    chunks.push(chunk);
  };
  if (!reader) {
    take(new Uint8Array(await guarded(() => response.arrayBuffer())));
    return { bytes: concatenate(chunks), type };
  }
  try {
    for (;;) {
      const { done, value } = await guarded(() => reader.read());
      if (done) return { bytes: concatenate(chunks), type };
      if (value) take(value);
    }
  } catch (error) {
    // The transfer has failed already; how its cancelling goes matters to nobody.
    reader.cancel().catch(() => undefined);
    throw error;
  }
}

export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const [only, ...more] = chunks;
  if (only && more.length === 0) return only;
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function contentType(response: ResponseLike): string {
  const [type = ''] = (response.headers?.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}
