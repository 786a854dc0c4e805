import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { replaceFiles } from '../lib/atomic.js';
import type { StrokeDigit } from './stroke-digit.js';
import { VALID_WRITERS } from './valid-writers.js';

type Part = 'train' | 'valid';

/** Sources of which nobody is kept for validation have no file for it. */
function partsOf(source: string): Part[] {
  return VALID_WRITERS[source] ? ['train', 'valid'] : ['train'];
}

const nameOf = (source: string, part: Part): string => `${source}.${part}.ndjson`;

/** Whether the stroke files of these sources are all in `directory/strokes`, gzip or not. */
export function hasStrokes(directory: string, sources: readonly string[]): boolean {
  return sources.every((source) =>
    partsOf(source).every((part) => {
      const path = join(directory, 'strokes', nameOf(source, part));
      return existsSync(path) || existsSync(`${path}.gz`);
    }),
  );
}

/**
 * Writes `directory/strokes/SOURCE.train.ndjson.gz` and `.valid.`, divided by writer.
 *
 * @returns a line per source, for people.
 * @throws ScriptError `output-unwritable`, with nothing changed.
 */
export async function writeStrokes(
  directory: string,
  digits: ReadonlyMap<string, readonly StrokeDigit[]>,
): Promise<string[]> {
  const folder = join(directory, 'strokes');
  const lines: string[] = [];
  // Any will do: none names the others, and a collection counts as there when all its files are.
  const last = `${nameOf([...digits.keys()].at(-1)!, 'train')}.gz`;
  await replaceFiles(folder, last, async (temporary) => {
    const names: string[] = [];
    for (const [source, all] of digits) {
      const counts = partsOf(source).map(async (part) => {
        const own = all.filter(({ writer }) => partOf(source, writer) === part);
        const name = `${nameOf(source, part)}.gz`;
        const text = own.map((digit) => `${JSON.stringify(digit)}\n`).join('');
        await writeFile(join(temporary, name), gzipSync(text));
        names.push(name);
        return `${own.length} ${part}`;
      });
      lines.push(`${join(folder, source)}: ${(await Promise.all(counts)).join(', ')}`);
    }
    return names;
  });
  return lines;
}

function partOf(source: string, writer: string): Part {
  return VALID_WRITERS[source]?.includes(writer) ? 'valid' : 'train';
}
