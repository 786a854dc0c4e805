import { readdir, readFile } from 'node:fs/promises';
import { BUNDLED_MODEL, ROOT } from './paths.js';

/** The files of the bundled network as the package has them, by path below dist/. */
export async function bundledNetwork(): Promise<Map<string, Buffer>> {
  const directory = `models/${BUNDLED_MODEL}`;
  const files = new Map<string, Buffer>();
  for (const name of await readdir(ROOT + directory)) {
    if (!/\.(json|bin)$/.test(name)) continue;
    const content = await readFile(`${ROOT}${directory}/${name}`);
    files.set(`${directory}/${name}`, name.endsWith('.json') ? withoutLayout(content) : content);
  }
  return files;
}

/** The descriptor is laid out for those who read it here; a page only parses it. */
function withoutLayout(json: Buffer): Buffer {
  return Buffer.from(JSON.stringify(JSON.parse(json.toString())));
}
