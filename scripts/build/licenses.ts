import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RenderedChunk } from 'rollup';
import { DIST, ROOT } from './paths.js';

const OWN = 'digit-recognizer, MIT.';

/** Notices for the first line of a script, by the folder of node_modules whose code it contains. */
const CONTAINED: readonly [folder: RegExp, notice: string][] = [
  [/node_modules\/(@lit|lit)\b/, 'Lit (BSD-3-Clause, Google LLC)'],
  [/node_modules\/@tensorflow\//, 'parts of TensorFlow.js 4.22 (Apache-2.0, Google LLC)'],
];

/** Between two notices in a file of notices. */
const SEPARATOR = `\n\n${'-'.repeat(80)}\n\n`;

/** A package with the text of the Apache license, which some packages only name. */
const APACHE = `${ROOT}node_modules/typescript/LICENSE.txt`;

const INTRODUCTION = `What the scripts, the WebAssembly binaries and the network of this package contain that others made,
and under which licenses. dist/cli.js, which no page loads, has a list of its own: cli.licenses.txt.
The network is trained on data of others: models/pen/README.md names them.`;

/**
 * The first line of a chunk: the notice that the licenses of its modules require. For React
 * components, also the directive that keeps them out of server components.
 */
export function bannerOf({ modules, name }: Pick<RenderedChunk, 'modules' | 'name'>): string {
  const rendered = Object.entries(modules).filter(([, { code }]) => code);
  const notices = CONTAINED.filter(([folder]) => rendered.some(([id]) => folder.test(id)));
  const contains = notices.map(([, notice]) => notice).join(' and ');
  const banner = contains === '' ? `/*! ${OWN} */` : `/*! ${OWN} Contains ${contains}. */`;
  return name === 'react' ? `'use client';\n${banner}` : banner;
}

/**
 * Writes dist/third-party-notices.txt.
 *
 * @param modules paths of the modules whose code is in the scripts.
 */
export async function writeThirdPartyNotices(modules: Iterable<string>): Promise<void> {
  const notices = [
    INTRODUCTION,
    await bundledLicenses(modules),
    // For what the binaries are compiled from; their package has no such notice.
    await readFile(`${ROOT}scripts/build/xnnpack-notice.txt`, 'utf8'),
  ];
  await writeFile(`${DIST}third-party-notices.txt`, notices.join(SEPARATOR));
}

/**
 * The notices of all packages in a bundle, which their licenses require.
 *
 * @param paths of the bundle's modules, absolute or relative to the repository's root.
 */
export async function bundledLicenses(paths: Iterable<string>): Promise<string> {
  const folders = [...paths].flatMap((path) => packageFolder(path) ?? []);
  const notices = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying)/i.test(file));
    const own = files.map((file) => join(folder, file));
    const sources = own.length === 0 && license === 'Apache-2.0' ? [APACHE] : own;
    const texts = await Promise.all(sources.map((file) => readFile(file, 'utf8')));
    return [`${String(name)} ${String(version)} (${String(license)})`, ...texts].join('\n\n');
  });
  return (await Promise.all(notices)).join(SEPARATOR);
}

/** Of the innermost package that a file is in. */
function packageFolder(path: string): string | undefined {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(resolve(ROOT, path)) ?? [];
  return folder;
}
