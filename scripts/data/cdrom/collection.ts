import { ScriptError } from '../../lib/script-error.js';
import { strokeCollection, type DigitsBySource } from '../stroke-collection.js';
import type { StrokeDigit } from '../stroke-digit.js';
import { readCdrom, type CdromFiles } from './archive.js';
import { CONTRIBUTORS } from './contributors.js';
import { readDigits } from './convert.js';

/** The foundation's files are from before Unicode. */
const textOf = (bytes: Buffer): string => bytes.toString('latin1');

const sourceOf = (contributor: string): string => `unipen-${contributor}`;

/**
 * UNIPEN train_r01_v07, category 1a, isolated digits. No checksum of the archive is known to this
 * project, so none is pinned: gzip's own is checked to the end, and each contributor must have
 * exactly the digits that the CD-ROM's README counts.
 */
export const UNIPEN = strokeCollection({
  id: 'unipen',
  licence:
    'UNIPEN train_r01_v07: International Unipen Foundation; CC BY 4.0 (Zenodo 1195803; ' +
    'the README of 1999 inside speaks of research only)',
  name: 'unipen-CDROM-train_r01_v07.tgz',
  limit: 2 ** 30,
  homes: ['https://zenodo.org/records/1195803/files/'],
  sources: Object.keys(CONTRIBUTORS).map(sourceOf),
  async convert(path, onProgress) {
    return digitsOf(await readCdrom(path, Object.keys(CONTRIBUTORS), onProgress), CONTRIBUTORS);
  },
});

/**
 * @param expected how many digits each contributor has.
 * @throws ScriptError `data-damaged`, naming the file and line or the contributor.
 */
export function digitsOf(
  files: CdromFiles,
  expected: Readonly<Record<string, number>>,
): DigitsBySource {
  const find = (name: string): string | undefined => {
    const bytes = files.include.get(name);
    return bytes && textOf(bytes);
  };
  const digits = new Map<string, StrokeDigit[]>();
  const paths = [...files.data.keys()].sort();
  for (const [contributor, count] of Object.entries(expected)) {
    const own = paths
      .filter((path) => path.startsWith(`${contributor}/`))
      .flatMap((path) =>
        readDigits(contributor, textOf(files.data.get(path)!), `data/1a/${path}`, find),
      );
    if (own.length !== count) {
      throw new ScriptError(
        'data-damaged',
        `${contributor} has ${own.length} digits instead of the ${count} in train_r01_v07.`,
      );
    }
    digits.set(sourceOf(contributor), own);
  }
  return digits;
}
