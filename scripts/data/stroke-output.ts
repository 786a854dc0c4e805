import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { replaceFiles, writeFileAtomically } from '../lib/atomic.js';
import { strokePath, type StrokePart } from '../lib/stroke-file.js';
import type { StrokeDigit } from './stroke-digit.js';
import { VALID_WRITERS } from './valid-writers.js';

/** Sources of which nobody is kept for validation have no file for it. */
function partsOf(source: string): StrokePart[] {
  return VALID_WRITERS[source] ? ['train', 'valid'] : ['train'];
}

/** In the folder of stroke files. */
const nameOf = (source: string, part: StrokePart): string =>
  `${basename(strokePath('', source, part))}.gz`;

/** Whether the stroke files of these sources are all in `directory/strokes`, gzip or not. */
export function hasStrokes(directory: string, sources: readonly string[]): boolean {
  return sources.every((source) =>
    partsOf(source).every((part) => {
      const path = strokePath(directory, source, part);
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
  const last = nameOf([...digits.keys()].at(-1)!, 'train');
  await replaceFiles(folder, last, async (temporary) => {
    const names: string[] = [];
    for (const [source, all] of digits) {
      const counts: string[] = [];
      for (const part of partsOf(source)) {
        const own = all.filter(({ writer }) => partOf(source, writer) === part);
        const text = own.map((digit) => `${JSON.stringify(digit)}\n`).join('');
        const name = nameOf(source, part);
        await writeFileAtomically(join(temporary, name), gzipSync(text));
        names.push(name);
        counts.push(`${own.length} ${part}`);
      }
      lines.push(`${join(folder, source)}: ${counts.join(', ')}`);
    }
    return names;
  });
  return lines;
}

function partOf(source: string, writer: string): StrokePart {
  return VALID_WRITERS[source]?.includes(writer) ? 'valid' : 'train';
}
