import { createWriteStream, existsSync, statSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

export interface FetchPartOptions {
  /** Bytes that are there, of how many (0: unknown). */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte after which the server counts as gone. */
  readonly patience: number;
}

/** The server answered, and not with the file. */
export class StatusError extends Error {
  constructor(readonly status: number) {
    super(`the server answered ${status}`);
  }
}

/**
 * Fetches what is missing of `path` and appends it, so that a broken download is gone on with (HTTP
 * Range, RFC 9110 section 14). A server that ignores ranges makes it start over.
 *
 * @throws StatusError, or what the network says; what had arrived stays in `path`.
 */
export async function fetchPart(
  url: string,
  path: string,
  { onProgress, signal, patience }: FetchPartOptions,
): Promise<void> {
  const have = existsSync(path) ? statSync(path).size : 0;
  const silence = new AbortController();
  const watch = (): NodeJS.Timeout =>
    setTimeout(() => silence.abort(new Error(`no answer for ${patience / 1000} s`)), patience);
  let timer = watch();
  try {
    const response = await fetch(url, {
      // A transfer encoding would make the ranges those of something else.
      headers: { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) },
      signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
    });
    // Nothing is missing, or more is there than the server has; the checksum tells which.
    if (response.status === 416) return;
    if (!response.ok || !response.body) throw new StatusError(response.status);

    const start = response.status === 206 ? have : 0;
    const total = start + Number(response.headers.get('content-length') ?? 0);
    let loaded = start;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = watch();
        loaded += chunk.length;
        onProgress?.(loaded, total);
        done(null, chunk);
      },
    });
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    await pipeline(body, meter, createWriteStream(path, { flags: start > 0 ? 'a' : 'w' }));
  } finally {
    clearTimeout(timer);
  }
}
