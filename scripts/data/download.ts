import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptError } from '../lib/script-error.js';
import { AnswerError, fetchPart, TooLargeError, type FetchPartOptions } from './fetch-part.js';
import type { FileCheck, RemoteFile } from './remote-file.js';

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
