import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { reasonOf } from './reason.js';
import { ScriptError } from './script-error.js';

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
