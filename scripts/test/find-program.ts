import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { MissingEngineError } from './engine.js';

/** The first of these programs that is on PATH, by its whole path. */
export function findOnPath(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * What an engine is made of.
 *
 * @param packages Debian's, that hold the programs.
 * @param programs each by the names it may have.
 * @throws MissingEngineError where one is not on PATH.
 */
export function findAll(
  engine: string,
  packages: string,
  programs: readonly (readonly string[])[],
): string[] {
  return programs.map((names) => {
    const found = findOnPath(...names);
    if (found) return found;
    throw new MissingEngineError(
      `${engine} is not tested: ${names.join(' or ')} is not on PATH. On Debian: apt-get install ${packages}`,
    );
  });
}

/** What a browser says of itself, as `Mozilla Firefox 128.3.0esr`. */
export function versionOf(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim() || program;
}
