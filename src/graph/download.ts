import { unlessSilent } from '../silence.js';
import { ByteCollector } from './byte-collector.js';
import type { Fetch, ResponseLike } from './response.js';

interface Download {
  readonly bytes: Uint8Array;
  /** Where it came from in the end, redirects followed. */
  readonly url: string;
  /** In lower case, without parameters; empty where the server says none. */
  readonly type: string;
}

/** Makes the error of a file, by what is wrong with it. */
export type Fail<Problem = 'unreachable' | 'http'> = (
  problem: Problem,
  message: string,
  options?: ErrorOptions,
) => Error;

interface Options {
  readonly fetch: Fetch;
  /** To be aborted when this fails, which breaks off a request that is still under way. */
  readonly signal: AbortSignal;
  readonly fail: Fail;
  /**
   * Told the length of each piece as it comes. By throwing it stops a file that is longer than it
   * should be before it fills the memory.
   */
  readonly onBytes?: (length: number, type: string) => void;
  /** Told where the answer came from before any of its body is read; by throwing it leaves it unread. */
  readonly onAnswer?: (url: string) => void;
}

/**
 * Fetches a file. It may take as long as it needs, but not fall silent.
 *
 * @throws what `fail` makes of `unreachable` and `http`, what `onBytes` and `onAnswer` throw, or the
 *   reason of the signal as it is
 */
export async function download(
  url: string,
  { fetch, signal, fail, onBytes, onAnswer }: Options,
): Promise<Download> {
  const guarded = async <T>(step: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      const result = await step();
      signal.throwIfAborted();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (isAbort(error)) throw error;
      throw fail(
        'unreachable',
        `${shortUrl(url)} cannot be fetched: ${String(error)}; try again once there is a connection; a server of another origin must allow it (CORS)`,
        { cause: error },
      );
    }
  };
  const response = await guarded(() => unlessSilent(fetch(url, { signal })));
  const final = response.url || url;
  onAnswer?.(final);
  if (!response.ok) {
    const { status } = response;
    const advice = status >= 500 || status === 429 ? 'try again later' : 'check the address';
    throw fail('http', `${shortUrl(final)} answered with status ${status}; ${advice}`);
  }
  const type = contentType(response);
  // A page's own fetch may have read the body before.
  const reader = await guarded(async () => response.body?.getReader());
  if (!reader) {
    // It comes as a whole, so that slowness cannot be told from silence.
    const bytes = new Uint8Array(await guarded(() => response.arrayBuffer()));
    onBytes?.(bytes.length, type);
    return { bytes, type, url: final };
  }
  const collector = new ByteCollector();
  try {
    for (;;) {
      const { done, value } = await guarded(() => unlessSilent(reader.read()));
      if (done) return { bytes: collector.bytes, type, url: final };
      if (!value) continue;
      onBytes?.(value.length, type);
      collector.add(value);
    }
  } catch (error) {
    // The transfer has failed already; how its cancelling goes matters to nobody.
    reader.cancel().catch(() => undefined);
    throw error;
  }
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
