import { readFile, writeFile } from 'node:fs/promises';
import { globSync } from 'glob';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../build/paths.js';
import { putBetweenMarkers, tableBetweenMarkers } from './markers.js';
import type { SizeReport } from './size-report.js';
import { filesInMarkdown, sumsInMarkdown } from './tables.js';

const README = 'README.md';

/** Writes the sizes into every document that has a place for them. */
export async function writeSizes(report: SizeReport): Promise<string[]> {
  const documents = await sizedDocuments();
  for (const [name, text] of documents) {
    const file = ROOT + name;
    const config = await resolveConfig(file);
    const written = putBetweenMarkers(text, tableFor(name, report));
    await writeFile(file, await format(written, { ...config, filepath: file }));
  }
  return [...documents.keys()];
}

/** The README says what a page pays; a document of its own has the files, too. */
export function tableFor(name: string, report: SizeReport): string {
  const sums = sumsInMarkdown(report);
  return name === README ? sums : `${sums}\n\n${filesInMarkdown(report)}`;
}

/** The documents with a place for sizes, by path in the repository. */
export async function sizedDocuments(): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for (const name of globSync([README, 'docs/*.md'], { cwd: ROOT, posix: true }).sort()) {
    const text = await readFile(ROOT + name, 'utf8');
    if (tableBetweenMarkers(text) !== null) documents.set(name, text);
  }
  return documents;
}
