import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptError } from '../lib/script-error.js';
import { AnswerError, fetchPart, TooLargeError, type FetchPartOptions } from './fetch-part.js';
import type { RemoteFile } from './remote-file.js';

/** How often a broken connection is taken up again before the next mirror has its turn. */
const ATTEMPTS = 4;

export interface DownloadOptions extends Omit<FetchPartOptions, 'limit'> {
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
 * @throws ScriptError `download-failed`, with each mirror's reason.
 */
export async function download(
  file: RemoteFile,
  directory: string,
  mirrors: readonly string[],
  options: DownloadOptions,
): Promise<boolean> {
  if (await isThere(file, directory, options.onCheck ?? unseen)) return false;
  await mkdir(directory, { recursive: true });
  const path = join(directory, file.name);
  const part = `${path}.part`;

  const reasons: string[] = [];
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

async function isThere(
  file: RemoteFile,
  directory: string,
  onCheck: (share: number) => void,
): Promise<boolean> {
  const path = join(directory, file.name);
  const unpacked = path.replace(/\.gz$/, '');
  return (
    (existsSync(path) && (await file.check(path, onCheck)) === null) ||
    (existsSync(unpacked) && (await file.checkUnpacked?.(unpacked, onCheck)) === null)
  );
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
