import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from './paths.js';

/** The notices of all packages that a bundle contains, which their licences want kept with it. */
export async function bundledLicences({ inputs }: Metafile): Promise<string> {
  const folders = Object.keys(inputs).flatMap((path) => packageFolder(path) ?? []);
  const notices = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying)/i.test(file));
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    return [`${String(name)} ${String(version)} (${String(license)})`, ...texts].join('\n\n');
  });
  return (await Promise.all(notices)).join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** Of the innermost package that a file is in. */
function packageFolder(path: string): string | undefined {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(join(ROOT, path)) ?? [];
  return folder;
}
