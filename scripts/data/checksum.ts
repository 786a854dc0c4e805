import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/**
 * Compares a gzip file's unpacked contents with their MD5. It guards against accidents; that the
 * contents are the ones meant is the list's word.
 *
 * @returns null if they are right, else what is wrong, to follow the file's name.
 */
export async function checkPacked(path: string, md5: string): Promise<string | null> {
  const hash = createHash('md5');
  try {
    await pipeline(createReadStream(path), createGunzip(), hash);
  } catch (error) {
    return `cannot be unpacked (${error instanceof Error ? error.message : String(error)})`;
  }
  return matches(hash.digest('hex'), md5);
}

/** The same for a file that is not packed. */
export async function checkPlain(path: string, md5: string): Promise<string | null> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return matches(hash.digest('hex'), md5);
}

function matches(found: string, md5: string): string | null {
  return found === md5 ? null : `has the MD5 ${found} instead of ${md5}`;
}
