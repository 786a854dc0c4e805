import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { filesForPages } from './page-files.js';
import { DIST } from './paths.js';

/**
 * Writes dist/integrity.json: by path below dist/, in the form of an `integrity` attribute, the SHA-384
 * of every file that a page may load. It is a list of those files, too.
 */
export async function writeIntegrity(): Promise<void> {
  const digests: Record<string, string> = {};
  for (const name of await filesForPages()) {
    const content = await readFile(DIST + name);
    digests[name] = `sha384-${createHash('sha384').update(content).digest('base64')}`;
  }
  await writeFile(`${DIST}integrity.json`, `${JSON.stringify(digests, null, 2)}\n`);
}
