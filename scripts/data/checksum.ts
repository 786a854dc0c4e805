import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { reasonOf } from '../lib/reason.js';
import type { RemoteFile } from './remote-file.js';

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
