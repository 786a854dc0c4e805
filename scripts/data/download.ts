import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { createProgress, reasonOf, ScriptError } from '../lib/cli.js';

/**
 * Looks at a file.
 *
 * @param onProgress the share that is done, 0 to 1, of a check that takes a while.
 * @returns null if the file is the one meant, else what is wrong with it, to follow its name.
 */
type FileCheck = (path: string, onProgress: (share: number) => void) => Promise<string | null>;

/** A file that is fetched. */
export interface RemoteFile {
  /** Below the mirror's address and in the directory it goes to. */
  readonly name: string;
  /** The bytes it may have at most; a server that sends more is not listened to. */
  readonly limit: number;
  readonly check: FileCheck;
  /** For a gzip file that people also keep unpacked: looks at the file of that name without `.gz`. */
  readonly checkUnpacked?: FileCheck;
}

interface FetchPartOptions {
  /** Bytes that are there, of how many (0: unknown). */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte after which the server counts as gone. */
  readonly patience: number;
  /** The bytes that the file may have at most. */
  readonly limit: number;
}

/** The server answered, and not with the file: to ask it again is of no use. */
class AnswerError extends Error {}

/** What it would send, or has begun to, is larger than the file can be. */
class TooLargeError extends AnswerError {
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
async function fetchPart(
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

/**
 * A gzip file that is known by the MD5 of its unpacked contents: gzip files of the same contents
 * differ. It guards against accidents; that the contents are the ones meant is the list's word.
 *
 * @param limit bytes.
 */
export function gzipFile(name: string, md5: string, limit: number): RemoteFile {
  return {
    name,
    limit,
    check: (path) => checkPacked(path, md5),
    checkUnpacked: (path) => checkPlain(path, md5),
  };
}

async function checkPacked(path: string, md5: string): Promise<string | null> {
  const hash = createHash('md5');
  try {
    await pipeline(createReadStream(path), createGunzip(), hash);
  } catch (error) {
    return `cannot be unpacked (${reasonOf(error)})`;
  }
  return matches(hash.digest('hex'), md5);
}

async function checkPlain(path: string, md5: string): Promise<string | null> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return matches(hash.digest('hex'), md5);
}

function matches(found: string, md5: string): string | null {
  return found === md5 ? null : `has the MD5 ${found} instead of ${md5}`;
}

/** How often a broken connection is taken up again before the next mirror has its turn. */
const ATTEMPTS = 4;

interface DownloadOptions extends Omit<FetchPartOptions, 'limit'> {
  /** The share, 0 to 1, of the file that is checked. */
  readonly onCheck?: (share: number) => void;
}

const unseen = (): void => undefined;

/**
 * Makes sure that `directory` holds the file, intact: as it is there already, packed or unpacked, or
 * fetched from the first mirror that can give it. A download that broke off, in this run or an
 * earlier one, is gone on with.
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
  const reasons = await faultsOf(file, directory, options.onCheck ?? unseen);
  if (reasons === null) return false;
  await mkdir(directory, { recursive: true });
  const path = join(directory, file.name);
  const part = `${path}.part`;

  for (const mirror of mirrors) {
    const url = new URL(file.name, mirror.endsWith('/') ? mirror : `${mirror}/`).href;
    const reason = await fetchFrom(url, part, file, options);
    if (reason === null) {
      await rename(part, path);
      return true;
    }
    options.signal?.throwIfAborted();
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

/** What is wrong with the file where it is there; null if it is there and right. */
async function faultsOf(
  { name, check, checkUnpacked }: RemoteFile,
  directory: string,
  onCheck: (share: number) => void,
): Promise<string[] | null> {
  const path = join(directory, name);
  const candidates: [path: string, check: FileCheck | undefined][] = [
    [path, check],
    [path.replace(/\.gz$/, ''), checkUnpacked],
  ];
  const faults: string[] = [];
  for (const [candidate, look] of candidates) {
    if (!look || !existsSync(candidate)) continue;
    const wrong = await look(candidate, onCheck);
    if (wrong === null) return null;
    faults.push(`${candidate}: it ${wrong}`);
  }
  return faults;
}

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
      await fetchPart(url, part, { ...options, limit });
    } catch (error) {
      reason = describe(error);
      if (error instanceof TooLargeError) await rm(part, { force: true });
      if (error instanceof AnswerError || options.signal?.aborted) return reason;
      continue;
    }
    const wrong = await check(part, options.onCheck ?? unseen);
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
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const { code } = cause as NodeJS.ErrnoException;
  return cause.message || code || error.message;
}

/** Milliseconds. */
const PATIENCE = 30_000;

/** As `download` does, under a bar that shows how far it is. */
export function downloadWithProgress(
  file: RemoteFile,
  directory: string,
  mirrors: readonly string[],
): Promise<boolean> {
  const progress = createProgress(file.name, 1);
  return download(file, directory, mirrors, {
    patience: PATIENCE,
    onProgress: (loaded, total) => progress.update(loaded / Math.max(loaded, total)),
    onCheck: (share) => progress.update(share, '(reading)'),
  }).finally(() => progress.stop());
}
