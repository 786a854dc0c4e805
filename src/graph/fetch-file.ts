import { inSlices, StallError, withStallTimeout } from '../util/async.js';
import { lazyImport } from '../util/lazy-import.js';

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
 * Fetches a file. A slow line may take as long as it needs; a server that stalls is given up.
 *
 * @throws what `fail` makes of `unreachable` and `http`, what `onBytes` and `onAnswer` throw, or the
 *   reason of the signal as it is
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
      `${shortUrl(url)} cannot be fetched: ${String(cause)}; try again once there is a connection; a server of another origin must allow it (CORS)`,
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
  // A page's own fetch may have read the body before.
  const reader = await fromNetwork(() => response.body?.getReader());
  if (!reader) {
    // It comes as a whole: a slow line cannot be told from a stalled one.
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
    // The transfer has failed; whether cancelling works no longer matters.
    reader.cancel().catch(() => undefined);
    throw error instanceof StallError ? unreachable(error) : error;
  }
  return { bytes: collector.bytes, type, url: final };
}

/** For messages: a data: URL may be as long as the network. */
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

/** The part of a platform's `Response` that is read. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  /** Where a redirect led; empty or absent where that is not known. */
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

/** The platform's `fetch`, or anything of its form. */
export type Fetch = (url: string, init?: { signal?: AbortSignal }) => Promise<ResponseLike>;

/** Bytes that a first piece is given room for. */
const FIRST_ROOM = 65_536;

/**
 * Collects the pieces of a file in one buffer. A list of them would take far more memory than the
 * file has bytes, where each is one byte long or a part of a longer buffer.
 */
export class ByteCollector {
  private room = new Uint8Array();
  private length = 0;

  add(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length > this.room.length) {
      const room = new Uint8Array(Math.max(length, this.room.length * 2, FIRST_ROOM));
      room.set(this.bytes);
      this.room = room;
    }
    this.room.set(piece, this.length);
    this.length = length;
  }

  get bytes(): Uint8Array {
    return this.room.subarray(0, this.length);
  }
}

/**
 * Refuses a file that is not the one that was meant.
 *
 * @param name of the file, for the message
 * @param author who states the digest
 * @param stated SHA-256 in lowercase hexadecimal
 * @throws what `fail` makes of it, or ChunkLoadError
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
    `${name} has SHA-256 ${found} where ${author} states ${stated}; the file is damaged or of another version`,
  );
}

/** SHA-256 (FIPS 180-4) in lowercase hexadecimal, by the platform where it has it. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Pages that are not a secure context, such as http://192.168…, have no `subtle`.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  const digest = await (subtle
    ?.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    // It can fail for want of memory, which says nothing about the file.
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
