import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { kilobytes } from '../lib/figures.js';
import { DIST } from './paths.js';

/** What no page loads. */
const COMMAND_LINE = 'cli.js';

/** Prints what each script of dist/ that a page may load weighs. */
export async function reportSizes(): Promise<void> {
  const files = await readdir(DIST, { recursive: true });
  const loaded = files.filter((name) => /\.(js|wasm|bin)$/.test(name) && name !== COMMAND_LINE);
  for (const file of loaded.sort()) {
    const content = await readFile(path.join(DIST, file));
    const gzip = gzipSync(content, { level: 9 }).length;
    console.log(`${file.padEnd(48)} ${column(content.length)} ${column(gzip)} gzipped`);
  }
}

function column(bytes: number): string {
  return kilobytes(bytes).padStart(10);
}
