import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ScriptError } from './script-error.js';

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
