import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from 'glob';
import { DIST, ROOT } from './paths.js';

/** Entries of the package that are one file below dist/. */
const FILES: Readonly<Record<string, string>> = {
  'react.js': 'modules/react.js',
  'recognizer.js': 'modules/recognizer.js',
  'recognizer-static.js': 'recognizer.static.js',
  'standalone.js': 'digit-recognizer.standalone.js',
};

/**
 * Writes modules beside package.json, for bundlers that do not read its `exports`, such as Parcel 2:
 * there `digit-recognizer/react` is the file `react.js` of the package.
 */
export async function writeStubs(): Promise<void> {
  const elements = globSync('elements/*.js', { cwd: `${DIST}modules/`, posix: true });
  const stubs = {
    ...FILES,
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
