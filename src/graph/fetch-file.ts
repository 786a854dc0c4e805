import { inSlices, StallError, withStallTimeout } from '../util/async.js';
import { lazyImport } from '../util/lazy-import.js';

interface Download {
  readonly bytes: Uint8Array;
  /** The URL after redirects. */
  readonly url: string;
  /** Media type in lower case, without parameters; empty if the server sends none. */
  readonly type: string;
}

/** Creates the error for a file. */
export type Fail<Problem = 'unreachable' | 'http'> = (
  problem: Problem,
  message: string,
  options?: ErrorOptions,
) => Error;

interface Options {
  readonly fetch: Fetch;
  /** The caller aborts it when the download fails, to cancel the request. */
  readonly signal: AbortSignal;
  readonly fail: Fail;
  /** Called with the length of each chunk. It may throw to stop a file that is too long. */
  readonly onBytes?: (length: number, type: string) => void;
  /** Called with the URL after redirects, before the body is read. It may throw. */
  readonly onAnswer?: (url: string) => void;
}

/**
 * Fetches a file. A slow connection may take as long as it needs; a server that stalls may not.
 *
 * @throws the errors of `fail`, `onBytes` and `onAnswer`, or the signal's reason
 */
export async function download(
  url: string,
  { fetch, signal, fail, onBytes, onAnswer }: Options,
): Promise<Download> {
  const unreachable = (cause: unknown): Error => {
    signal.throwIfAborted();
    if (isAbort(cause)) return cause;
    return fail(
      'unreachable',
      `${shortUrl(url)} cannot be fetched: ${String(cause)}; try again once there is a connection. A server on another origin must allow CORS`,
      { cause },
    );
  };
  const fromNetwork = async <T>(step: () => T): Promise<Awaited<T>> => {
    try {
      return await step();
    } catch (error) {
      throw unreachable(error);
    } finally {
      signal.throwIfAborted();
    }
  };
  signal.throwIfAborted();
  const response = await fromNetwork(() => withStallTimeout(() => fetch(url, { signal })));
  const final = response.url || url;
  onAnswer?.(final);
  if (!response.ok) {
    const { status } = response;
    const advice = status >= 500 || status === 429 ? 'try again later' : 'check the address';
    throw fail('http', `${shortUrl(final)} answered with status ${status}; ${advice}`);
  }
  const type = contentType(response);
  // A page's own fetch may have read the body already.
  const reader = await fromNetwork(() => response.body?.getReader());
  if (!reader) {
    // It arrives in one piece, so a slow connection looks like a stalled one.
    const bytes = new Uint8Array(await fromNetwork(() => response.arrayBuffer()));
    onBytes?.(bytes.length, type);
    return { bytes, type, url: final };
  }
  const collector = new ByteCollector();
  const readAll = async (onProgress: () => void): Promise<void> => {
    for (;;) {
      const { done, value } = await fromNetwork(() => reader.read());
      if (done) return;
      if (!value) continue;
      onProgress();
      onBytes?.(value.length, type);
      collector.add(value);
    }
  };
  try {
    await withStallTimeout(readAll);
  } catch (error) {
    // The download has failed already, so a failed cancel does not matter.
    reader.cancel().catch(() => undefined);
    throw error instanceof StallError ? unreachable(error) : error;
  }
  return { bytes: collector.bytes, type, url: final };
}

/** For error messages, because a data: URL may be as long as the network. */
export function shortUrl(url: string): string {
  return url.length > 200 ? `${url.slice(0, 197)}…` : url;
}

function isAbort(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AbortError';
}

function contentType(response: ResponseLike): string {
  const [type = ''] = (response.headers?.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

/** The part of `Response` that is used. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  /** The URL after redirects; empty or absent if unknown. */
  readonly url?: string;
  readonly headers?: { get(name: string): string | null };
  readonly body?: {
    getReader(): {
      read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
      cancel(): Promise<void>;
    };
  } | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The platform's `fetch`, or a function like it. */
export type Fetch = (url: string, init?: { signal?: AbortSignal }) => Promise<ResponseLike>;

/** Initial capacity in bytes. */
const INITIAL_CAPACITY = 65_536;

/**
 * Collects the chunks of a file in one buffer. A list of chunks could take far more memory than the file:
 * each may be one byte long, or part of a longer buffer.
 */
export class ByteCollector {
  private buffer = new Uint8Array();
  private length = 0;

  add(chunk: Uint8Array): void {
    const length = this.length + chunk.length;
    if (length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.buffer.length * 2, INITIAL_CAPACITY));
      larger.set(this.bytes);
      this.buffer = larger;
    }
    this.buffer.set(chunk, this.length);
    this.length = length;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }
}

/**
 * Checks a file's SHA-256.
 *
 * @param name of the file, for the error message
 * @param author who states the digest
 * @param stated SHA-256 in lowercase hexadecimal
 * @throws the error of `fail`, or ChunkLoadError
 */
export async function checkDigest(
  bytes: Uint8Array,
  name: string,
  author: string,
  stated: string,
  fail: Fail<'digest'>,
): Promise<void> {
  const found = await sha256(bytes);
  if (found === stated) return;
  throw fail(
    'digest',
    `${name} has SHA-256 ${found}, but ${author} states ${stated}; the file is damaged or of another version, so upload it again`,
  );
}

/** SHA-256 (FIPS 180-4) in lowercase hexadecimal. Uses the platform's if there is one. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Only secure contexts have `subtle`; http://192.168… is not one.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  const digest = await (subtle
    ?.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    // It can fail if there is too little memory, which says nothing about the file.
    .catch(() => computeHere(bytes)) ?? computeHere(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function computeHere(bytes: Uint8Array): Promise<ArrayBuffer> {
  const { computeSha256 } = await lazyImport(
    'computes digests',
    () => import('./compute-sha256.js'),
  );
  return inSlices(computeSha256(bytes));
}
