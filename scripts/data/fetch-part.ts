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
  /** The bytes that the file may have at most. */
  readonly limit: number;
}

/** The server answered, and not with the file: to ask it again is of no use. */
export class AnswerError extends Error {}

/** What it would send, or has begun to, is larger than the file can be. */
export class TooLargeError extends AnswerError {
  constructor(limit: number) {
    super(`it sends more than the ${limit} bytes that the file can have`);
  }
}

/**
 * Fetches what is missing of `path` and appends it, so that a broken download is gone on with (HTTP
 * Range, RFC 9110 section 14). A server that ignores ranges makes it start over.
 *
 * @throws AnswerError, or what the network says; what had arrived stays in `path`.
 */
export async function fetchPart(
  url: string,
  path: string,
  { onProgress, signal, patience, limit }: FetchPartOptions,
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
    if (!response.ok || !response.body)
      throw new AnswerError(`the server answered ${response.status}`);

    const start = response.status === 206 ? have : 0;
    const total = start + Number(response.headers.get('content-length') ?? 0);
    if (total > limit) {
      await response.body.cancel();
      throw new TooLargeError(limit);
    }
    let loaded = start;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = watch();
        loaded += chunk.length;
        if (loaded > limit) return done(new TooLargeError(limit));
        onProgress?.(loaded, total);
        return done(null, chunk);
      },
    });
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    await pipeline(body, meter, createWriteStream(path, { flags: start > 0 ? 'a' : 'w' }));
  } finally {
    clearTimeout(timer);
  }
}
