import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Fetch } from '../../src/graph/index.js';
import { reasonOf, ScriptError } from './cli.js';

/**
 * Writes a file so that a reader sees the old one or the new one, never half of one.
 *
 * @throws ScriptError `output-unwritable`
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = temporaryName(path);
  await unwritableIsNamed(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  });
}

/**
 * Makes sure, before hours of work, that results can be written to `directory`.
 *
 * @throws ScriptError `output-unwritable`
 */
export async function checkWritable(directory: string): Promise<void> {
  const probe = temporaryName(join(directory, 'probe'));
  await unwritableIsNamed(directory, async () => {
    await mkdir(directory, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  });
}

/**
 * Replaces files of a directory by those that `write` leaves in a temporary one beside it. If
 * `write` fails, the directory stays as it was; files that `write` does not make stay too.
 *
 * @param last the file that names the others: it is moved last, so that it never names one that is
 *   not there yet.
 * @throws ScriptError `output-unwritable`, or whatever `write` throws.
 */
export async function replaceFiles(
  directory: string,
  last: string,
  write: (temporary: string) => Promise<readonly string[]>,
): Promise<void> {
  const temporary = temporaryName(directory);
  await unwritableIsNamed(directory, () => mkdir(temporary, { recursive: true }));
  try {
    const names = await write(temporary);
    await unwritableIsNamed(directory, async () => {
      await mkdir(directory, { recursive: true });
      for (const name of [...names.filter((name) => name !== last), last]) {
        await rename(join(temporary, name), join(directory, name));
      }
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function temporaryName(path: string): string {
  const whole = resolve(path);
  return join(dirname(whole), `.${basename(whole)}.${process.pid}.tmp`);
}

async function unwritableIsNamed<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new ScriptError(
      'output-unwritable',
      `${path} cannot be written (${reasonOf(error)}): choose another place.`,
    );
  }
}

/**
 * Puts text in place of what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 *
 * @throws ScriptError `bad-document` where the marks are not there, once each and in this order.
 */
export function replacePart(document: string, name: string, text: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const [before, ...opened] = document.split(begin);
  const [, after, ...more] = opened.join(begin).split(end);
  if (opened.length !== 1 || after === undefined || more.length > 0) {
    throw new ScriptError(
      'bad-document',
      `The document must have ${begin} and, after it, ${end}, once each: put them back.`,
    );
  }
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

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

/** A fetch for file: URLs, which Node's own refuses. */
export const fileFetch: Fetch = async (url) => new Response(await readFile(new URL(url)));

/** Where the build leaves the package; the command line as built stands there itself. */
const DIST = new URL(import.meta.url.endsWith('/cli.js') ? './' : '../../dist/', import.meta.url);

/**
 * Imports a module of the package as built.
 *
 * @param name of the file, below dist/.
 * @throws ScriptError `not-built`
 */
export async function importBuilt<Module>(name: string): Promise<Module> {
  const url = new URL(name, DIST);
  if (!existsSync(url)) {
    throw new ScriptError(
      'not-built',
      `${fileURLToPath(url)} is missing: run npm run build first.`,
    );
  }
  return (await import(url.href)) as Module;
}
