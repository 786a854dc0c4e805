import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ROOT } from './paths.js';

/** Stands between two notices. */
export const NOTICE_SEPARATOR = `\n\n${'-'.repeat(80)}\n\n`;

/** A package that carries the text of the Apache licence, which some others only name. */
const APACHE = `${ROOT}node_modules/typescript/LICENSE.txt`;

/**
 * The notices of all packages that a bundle contains, which their licences want kept with it.
 *
 * @param paths of the bundle's modules, absolute or from the repository's root.
 */
export async function bundledLicences(paths: Iterable<string>): Promise<string> {
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
  return (await Promise.all(notices)).join(NOTICE_SEPARATOR);
}

/** Of the innermost package that a file is in. */
function packageFolder(path: string): string | undefined {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(resolve(ROOT, path)) ?? [];
  return folder;
}
