import type { Fail } from './download.js';
import { sha256 } from './sha256.js';

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
