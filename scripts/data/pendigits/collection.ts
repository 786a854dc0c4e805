import type { Collection } from '../collection.js';
import { strokeCollection } from '../stroke-collection.js';
import { readPendigitsArchive } from './archive.js';
import { readPendigits } from './convert.js';

const SOURCE = 'pendigits-tra';
const SHA256 = 'ceae25d05f1ccfed4d27ca2e5766370fb32ddd685a647567e84cf7685aa7ac8b';

/** Pen-Based Recognition of Handwritten Digits, the original strokes of the training half. */
export const PENDIGITS = pendigits(SHA256);

/** The same of a zip archive whose `pendigits-orig.tra.Z` has another SHA-256. */
export function pendigits(sha256: string): Collection {
  return strokeCollection({
    id: 'pendigits',
    licence: 'pendigits: Alpaydin, Alimoglu; UCI Machine Learning Repository; CC BY 4.0',
    name: 'pen+based+recognition+of+handwritten+digits.zip',
    limit: 64 * 2 ** 20,
    homes: ['https://archive.ics.uci.edu/static/public/81/'],
    sources: [SOURCE],
    async convert(path) {
      const text = await readPendigitsArchive(path, sha256);
      return new Map([[SOURCE, readPendigits(text, 'pendigits-orig.tra')]]);
    },
  });
}
