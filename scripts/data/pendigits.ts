import { unzipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { reasonOf } from '../lib/cli.js';
import {
  type Collection,
  damaged,
  digitOf,
  isDigitLevel,
  strokeCollection,
  type StrokeDigit,
  turnedUpright,
} from './collection.js';
import { unpackLzw } from './lzw.js';
import { placeError, readDocument, readStatements } from './unipen.js';

/** The half to train on. The other, `pendigits-orig.tes.Z`, is to test on and is left alone. */
const PACKED = 'pendigits-orig.tra.Z';
const PACKED_LIMIT = 16 * 2 ** 20;
/** Bytes; it has 3.6 million. */
const UNPACKED_LIMIT = 64 * 2 ** 20;

/** `pendigits-orig.tra.Z` of the zip archive that UCI publishes. */
function takeOut(zip: Uint8Array): Uint8Array {
  let size: number | null = null;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      filter({ name, originalSize }) {
        if (name.split('/').at(-1) !== PACKED) return false;
        size = originalSize;
        return originalSize <= PACKED_LIMIT;
      },
    });
  } catch (error) {
    throw damaged(`it is not a zip archive, or a damaged one (${reasonOf(error)})`);
  }
  const [packed] = Object.values(files);
  if (packed) return packed;
  if (size === null) throw damaged(`there is no ${PACKED} in it`);
  throw damaged(
    `its ${PACKED} would have ${size} bytes, more than the ${PACKED_LIMIT} it can have`,
  );
}

/**
 * Reads the digits of `pendigits-orig.tra`. It is in the UNIPEN format with ways of its own: a
 * segment owns the components that follow it, its number being the digit's and not a component's,
 * and a comment gives label, writer and the digit's number with that writer: `.COMMENT 8 12  224`.
 */
export function readPendigits(text: string, file: string): StrokeDigit[] {
  const { components, segments } = readDocument(readStatements(text, file), isDigitLevel);
  return segments.map((segment, index) => {
    const label = digitOf(segment);
    if (label === null) throw placeError(segment, `the label is ${JSON.stringify(segment.label)}`);
    const [commented, writer] = segment.comment?.split(' ') ?? [];
    if (writer === undefined || Number(commented) !== label) {
      throw placeError(
        segment,
        `the comment after the segment is not "${label}", writer and number`,
      );
    }
    const own = components.slice(segment.position, segments[index + 1]?.position);
    const strokes = own.filter(({ down }) => down).map(({ points }) => points);
    return turnedUpright(label, `pendigits-${writer}`, strokes, segment);
  });
}

const SOURCE = 'pendigits-tra';
const SHA256 = 'ceae25d05f1ccfed4d27ca2e5766370fb32ddd685a647567e84cf7685aa7ac8b';

/** Pen-Based Recognition of Handwritten Digits, the original strokes of the training half. */
export const PENDIGITS = pendigits(SHA256);

/** The same of a zip archive whose `pendigits-orig.tra.Z` has another SHA-256. */
export function pendigits(sha256: string): Collection {
  return strokeCollection({
    id: 'pendigits',
    license: 'pendigits: Alpaydin, Alimoglu; UCI Machine Learning Repository; CC BY 4.0',
    name: 'pen+based+recognition+of+handwritten+digits.zip',
    limit: 64 * 2 ** 20,
    homes: ['https://archive.ics.uci.edu/static/public/81/'],
    sources: [SOURCE],
    async convert(path) {
      const packed = takeOut(await readFile(path));
      const found = createHash('sha256').update(packed).digest('hex');
      if (found !== sha256) {
        throw damaged(`its ${PACKED} has the SHA-256 ${found} instead of ${sha256}`);
      }
      const text = Buffer.from(unpackLzw(packed, PACKED, UNPACKED_LIMIT)).toString('latin1');
      return new Map([[SOURCE, readPendigits(text, 'pendigits-orig.tra')]]);
    },
  });
}
