import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { createProgress, reasonOf, ScriptError } from '../lib/cli.js';

/**
 * Looks at a file.
 *
 * @returns null if the file is the one meant, else what is wrong with it, to follow its name.
 */
type FileCheck = (path: string, onProgress: (fraction: number) => void) => Promise<string | null>;

export interface RemoteFile {
  /** Below the mirror's address and in the directory it goes to. */
  readonly name: string;
  /** The bytes it may have at most; a server that sends more is not listened to. */
  readonly limit: number;
  readonly check: FileCheck;
  /** For a gzip file that people also keep unpacked: looks at the file of that name without `.gz`. */
  readonly checkUnpacked?: FileCheck;
}

interface DownloadOptions {
  /** Bytes that are there, of how many (0: unknown). */
  readonly onProgress?: (loaded: number, total: number) => void;
  /** The fraction of the file that is checked. */
  readonly onCheck?: (fraction: number) => void;
  /** Milliseconds without a byte after which the server counts as gone. */
  readonly patience: number;
}

/** Counts the bytes that pass; what `seen` throws ends the stream. */
export function meter(seen: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      try {
        seen(bytes);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/** The server answered, and not with the file: asking it again is of no use. */
class AnswerError extends Error {}

/**
 * Fetches what is missing of `path` and appends it (HTTP Range, RFC 9110 section 14). A server that
 * ignores ranges makes it start over.
 *
 * @throws AnswerError, or what the network says; what had arrived stays in `path`.
 */
async function fetchPart(
  url: string,
  path: string,
  limit: number,
  { onProgress, patience }: DownloadOptions,
): Promise<void> {
  const have = existsSync(path) ? statSync(path).size : 0;
  const stalled = new AbortController();
  const abort = () => stalled.abort(new Error(`no answer for ${patience / 1000} s`));
  const timer = setTimeout(abort, patience);
  const checkSize = async (bytes: number): Promise<void> => {
    if (bytes <= limit) return;
    // It is another file, so nothing can be built upon it.
    await rm(path, { force: true });
    throw new AnswerError(`it sends more than the ${limit} bytes that the file can have`);
  };
  try {
    const response = await fetch(url, {
      // A transfer encoding would make the ranges those of something else.
      headers: { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) },
      signal: stalled.signal,
    });
    // Nothing is missing, or more is there than the server has; the checksum tells which.
    if (response.status === 416) return;
    if (!response.ok || !response.body) {
      throw new AnswerError(`the server answered ${response.status}`);
    }
    const start = response.status === 206 ? have : 0;
    const total = start + Number(response.headers.get('content-length') ?? 0);
    if (total > limit) await response.body.cancel();
    await checkSize(total);
    let loaded = start;
    const counted = meter((bytes) => {
      timer.refresh();
      loaded = start + bytes;
      if (loaded > limit) throw new AnswerError();
      onProgress?.(loaded, total);
    });
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    const file = createWriteStream(path, { flags: start > 0 ? 'a' : 'w' });
    await pipeline(body, counted, file).catch(async (error: unknown) => {
      await checkSize(loaded);
      throw error;
    });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A gzip file that is known by the MD5 of its unpacked contents: gzip files of the same contents
 * differ. It guards against accidents; that the contents are the ones meant is the list's word.
 */
export function gzipFile(name: string, md5: string, limit: number): RemoteFile {
  const check = (unpack: () => Transform) => async (path: string) => {
    const hash = createHash('md5');
    try {
      await pipeline(createReadStream(path), unpack(), hash);
    } catch (error) {
      return `cannot be unpacked (${reasonOf(error)})`;
    }
    const found = hash.digest('hex');
    return found === md5 ? null : `has the MD5 ${found} instead of ${md5}`;
  };
  return {
    name,
    limit,
    check: check(createGunzip),
    checkUnpacked: check(() => new PassThrough()),
  };
}

/**
 * Makes sure that `directory` holds the file, intact: as it is there already, packed or unpacked, or
 * fetched from the first mirror that can give it. A download that broke off, in this run or an
 * earlier one, continues.
 *
 * @returns whether anything was fetched.
 * @throws ScriptError `download-failed`, with each mirror's reason and what is wrong with a file that
 *   is there.
 */
export async function download(
  file: RemoteFile,
  directory: string,
  mirrors: readonly string[],
  options: DownloadOptions,
): Promise<boolean> {
  const path = join(directory, file.name);
  const reasons: string[] = [];
  for (const [there, check] of [
    [path, file.check],
    [path.replace(/\.gz$/, ''), file.checkUnpacked],
  ] as const) {
    if (!check || !existsSync(there)) continue;
    const wrong = await check(there, options.onCheck ?? (() => undefined));
    if (wrong === null) return false;
    reasons.push(`${there}: it ${wrong}`);
  }
  await mkdir(directory, { recursive: true });
  const part = `${path}.part`;
  for (const mirror of mirrors) {
    const url = new URL(file.name, mirror.endsWith('/') ? mirror : `${mirror}/`).href;
    const reason = await fetchFrom(url, part, file, options);
    if (reason === null) {
      await rename(part, path);
      return true;
    }
    reasons.push(`${url}: ${reason}`);
  }
  // Only if it is empty: the directory was made for this file.
  await rmdir(directory).catch(() => undefined);
  throw new ScriptError(
    'download-failed',
    `${file.name} could not be fetched. Check the connection and run the command again: it goes on ` +
      `where it stopped. Or put the file into ${directory} by hand.\n  ${reasons.join('\n  ')}`,
  );
}

/** How often a broken connection is taken up again before the next mirror has its turn. */
const ATTEMPTS = 4;

/** @returns null if the whole, right file is in `part`, else why not. */
async function fetchFrom(
  url: string,
  part: string,
  { limit, check }: RemoteFile,
  options: DownloadOptions,
): Promise<string | null> {
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const resumed = existsSync(part);
    try {
      await fetchPart(url, part, limit, options);
    } catch (error) {
      reason = describe(error);
      if (error instanceof AnswerError) return reason;
      continue;
    }
    const wrong = await check(part, options.onCheck ?? (() => undefined));
    if (wrong === null) return null;
    await rm(part, { force: true });
    reason = `what it sends ${wrong}`;
    // The beginning may have been another server's or an older one's: once more, from the start.
    if (!resumed) return reason;
  }
  return reason;
}

/** `fetch failed` says nothing; its cause does. */
function describe(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return reasonOf(error);
  return cause.message || (cause as NodeJS.ErrnoException).code || reasonOf(error);
}

/** As `download` does, under a bar that shows how far it is. */
export function downloadWithProgress(
  file: RemoteFile,
  directory: string,
  mirrors: readonly string[],
): Promise<boolean> {
  const progress = createProgress(file.name, 1);
  return download(file, directory, mirrors, {
    patience: 30_000,
    onProgress: (loaded, total) => progress.update(loaded / Math.max(loaded, total)),
    onCheck: (fraction) => progress.update(fraction, '(reading)'),
  }).finally(() => progress.stop());
}
