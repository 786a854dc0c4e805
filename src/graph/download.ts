import { ByteCollector } from './byte-collector.js';
import { DescriptorError } from './descriptor-error.js';
import type { Fetch, ResponseLike } from './response.js';

interface Download {
  readonly bytes: Uint8Array;
  /** Where it came from in the end, redirects followed. */
  readonly url: string;
  /** In lower case, without parameters; empty where the server says none. */
  readonly type: string;
}

/**
 * Fetches a file, handing each piece to `onBytes` as it comes, so that it can count them and, by
 * throwing, stop a file that is longer than it should be before it fills the memory.
 *
 * @param onAnswer is told where the answer came from before any of its body is read, and by throwing
 * leaves it unread.
 * @throws DescriptorError `…-unreachable` and `…-http` of the kind of file, what `onBytes` and
 *   `onAnswer` throw, or the reason of the signal as it is
 */
export async function download(
  kind: 'descriptor' | 'weights',
  url: string,
  fetch: Fetch,
  signal: AbortSignal | undefined,
  onBytes: (length: number, type: string) => void,
  onAnswer: (url: string) => void = () => undefined,
): Promise<Download> {
  const guarded = async <T>(step: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      const result = await step();
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      if (isAbort(error)) throw error;
      throw new DescriptorError(
        `${kind}-unreachable`,
        `${shortUrl(url)} cannot be fetched: ${String(error)}; try again once there is a connection; a server of another origin must allow it (CORS)`,
        { cause: error },
      );
    }
  };
  const response = await guarded(() => fetch(url, signal ? { signal } : {}));
  const final = response.url || url;
  onAnswer(final);
  if (!response.ok) {
    throw new DescriptorError(
      `${kind}-http`,
      `${shortUrl(url)} answered with status ${statusAdvice(response.status)}`,
    );
  }
  const type = contentType(response);
  const reader = response.body?.getReader();
  if (!reader) {
    const bytes = new Uint8Array(await guarded(() => response.arrayBuffer()));
    onBytes(bytes.length, type);
    return { bytes, type, url: final };
  }
  const collector = new ByteCollector();
  try {
    for (;;) {
      const { done, value } = await guarded(() => reader.read());
      if (done) return { bytes: collector.bytes, type, url: final };
      if (!value) continue;
      onBytes(value.length, type);
      collector.add(value);
    }
  } catch (error) {
    // The transfer has failed already; how its cancelling goes matters to nobody.
    reader.cancel().catch(() => undefined);
    throw error;
  }
}

/** For messages: a status that is no success, and what can be done about it. */
export function statusAdvice(status: number): string {
  const mayPass = status >= 500 || status === 429;
  return `${status}; ${mayPass ? 'try again later' : 'check the address'}`;
}

/** For messages: a data: URL may be as long as the network. */
export function shortUrl(url: string): string {
  return url.length > 200 ? `${url.slice(0, 197)}…` : url;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function contentType(response: ResponseLike): string {
  const [type = ''] = (response.headers?.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}
