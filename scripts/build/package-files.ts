import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from 'glob';
import { bundledNetworkFiles } from './bundled-network.js';
import { BUNDLED_MODEL, DIST, ROOT } from './paths.js';

/** Parts of dist/ that no page loads by URL: for Node, and for bundlers. */
const NOT_LOADED = /^(cli\.js|frameworks\/|modules\/)/;

/** Entries of the package that are one file below dist/. */
const ENTRY_FILES: Readonly<Record<string, string>> = {
  'react.js': 'modules/react.js',
  'recognizer.js': 'modules/recognizer.js',
  'recognizer-static.js': 'recognizer.static.js',
  'standalone.js': 'digit-recognizer.standalone.js',
};

/** Paths below dist/ of all that a page may load of the built package, sorted. */
export async function filesForPages(): Promise<string[]> {
  const names = await readdir(DIST, { recursive: true });
  return names
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => /\.(js|wasm)$/.test(name) && !NOT_LOADED.test(name))
    .sort();
}

/**
 * Writes dist/integrity.json: the SHA-384 of every file that a page may load, as the value of an
 * `integrity` attribute, by path below dist/.
 */
export async function writeIntegrity(): Promise<void> {
  const digests: Record<string, string> = {};
  for (const name of await filesForPages()) {
    const content = await readFile(DIST + name);
    digests[name] = `sha384-${createHash('sha384').update(content).digest('base64')}`;
  }
  await writeFile(`${DIST}integrity.json`, `${JSON.stringify(digests, null, 2)}\n`);
}

/** Copies what no page loads, but users may want: the network's files and card, and the schema. */
export async function copyFiles(): Promise<void> {
  const folder = `${DIST}models/${BUNDLED_MODEL}/`;
  await mkdir(folder, { recursive: true });
  for (const [name, content] of await bundledNetworkFiles()) {
    await writeFile(folder + name, content);
  }
  await cp(`${ROOT}src/graph/descriptor.schema.json`, `${DIST}descriptor.schema.json`);
  await cp(`${ROOT}src/themes`, `${DIST}themes`, { recursive: true });
}

/**
 * Writes modules next to package.json, for bundlers that do not read its `exports`, such as
 * Parcel 2: for them, `digit-recognizer/react` is the package's file `react.js`.
 */
export async function writeStubs(): Promise<void> {
  const elements = globSync('elements/*.js', { cwd: `${DIST}modules/`, posix: true });
  const stubs = {
    ...ENTRY_FILES,
    ...Object.fromEntries(elements.map((name) => [name, `modules/${name}`])),
  };
  for (const [name, target] of Object.entries(stubs)) {
    const up = '../'.repeat(name.split('/').length - 1) || './';
    const from = `'${up}dist/${target}'`;
    await mkdir(path.dirname(ROOT + name), { recursive: true });
    // The classic script exports nothing.
    const text = name === 'standalone.js' ? `import ${from};\n` : `export * from ${from};\n`;
    await writeFile(ROOT + name, text);
  }
}
