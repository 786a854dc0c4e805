import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { reasonOf } from './reason.js';
import { ScriptError } from './script-error.js';

/**
 * Reads `path` or, where that is absent, `path.gz` unpacked.
 *
 * @param remedy what to do where neither is there.
 * @throws ScriptError `data-missing` or, for a damaged gzip file, `data-damaged`.
 */
export async function readDataFile(path: string, remedy: string): Promise<Uint8Array> {
  if (existsSync(path)) return readFile(path);
  const packed = `${path}.gz`;
  if (!existsSync(packed)) {
    throw new ScriptError('data-missing', `${packed} is missing: ${remedy}.`);
  }
  try {
    return gunzipSync(await readFile(packed));
  } catch (error) {
    throw new ScriptError(
      'data-damaged',
      `${packed} cannot be unpacked (${reasonOf(error)}): delete it and fetch it again.`,
    );
  }
}
