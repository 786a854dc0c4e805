import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptError } from '../lib/script-error.js';
import { checkPacked, checkPlain } from './checksum.js';
import { fetchPart, StatusError, type FetchPartOptions } from './fetch-part.js';
import type { RemoteFile } from './remote-file.js';

/** How often a broken connection is taken up again before the next mirror has its turn. */
const ATTEMPTS = 4;

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
  options: FetchPartOptions,
): Promise<boolean> {
  if (await isThere(file, directory)) return false;
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
  throw new ScriptError(
    'download-failed',
    `${file.name} could not be fetched. Check the connection and run the command again: it goes on ` +
      `where it stopped. Or put the file into ${directory} by hand.\n  ${reasons.join('\n  ')}`,
  );
}

async function isThere({ name, md5 }: RemoteFile, directory: string): Promise<boolean> {
  const packed = join(directory, name);
  const plain = packed.replace(/\.gz$/, '');
  return (
    (existsSync(packed) && (await checkPacked(packed, md5)) === null) ||
    (existsSync(plain) && (await checkPlain(plain, md5)) === null)
  );
}

/** @returns null if the whole, right file is in `part`, else why not. */
async function fetchFrom(
  url: string,
  part: string,
  { md5 }: RemoteFile,
  options: FetchPartOptions,
): Promise<string | null> {
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const resumed = existsSync(part);
    try {
      await fetchPart(url, part, options);
    } catch (error) {
      reason = describe(error);
      if (error instanceof StatusError || options.signal?.aborted) return reason;
      continue;
    }
    const wrong = await checkPacked(part, md5);
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
