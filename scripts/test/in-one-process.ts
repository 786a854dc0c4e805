/** Runs files of Node's tests in one process, which spares each of them the start of its own. */
import path from 'node:path';
import { before } from 'node:test';
import { pathToFileURL } from 'node:url';

async function load(files: readonly string[]): Promise<void> {
  for (const file of files) await import(pathToFileURL(path.resolve(file)).href);
}

const loading = load(process.argv.slice(2));
// No test starts before all files are loaded: what loading takes would be measured with it.
before(() => loading);
await loading;
