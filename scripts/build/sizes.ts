import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { kilobytes } from '../lib/figures.js';
import { DIST } from './paths.js';

/** Prints what each script of dist/ weighs. */
export async function reportSizes(): Promise<void> {
  const files = await readdir(DIST, { recursive: true });
  for (const file of files.filter((name) => /\.(js|wasm|bin)$/.test(name)).sort()) {
    const content = await readFile(path.join(DIST, file));
    const gzip = gzipSync(content, { level: 9 }).length;
    console.log(`${file.padEnd(48)} ${column(content.length)} ${column(gzip)} gzipped`);
  }
}

function column(bytes: number): string {
  return kilobytes(bytes).padStart(10);
}
