import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ScriptError } from '../lib/cli.js';
import { checkWritable, replaceFiles, writeFileAtomically } from '../lib/files.js';
import { type StrokePart, strokePath } from '../lib/strokes.js';
import { downloadWithProgress } from './download.js';
import { type Place, placeError, type Segment } from './unipen.js';

export interface FetchRequest {
  readonly directory: string;
  /** Addresses below which the files are looked for instead of at home, in this order. */
  readonly mirrors?: readonly string[];
}

/** A data set that is fetched as a whole or not at all. */
export interface Collection {
  readonly id: string;
  /** Whose it is, and under which license. */
  readonly license: string;
  /** Puts the collection into the data directory; one that is there is left alone. */
  fetch(request: FetchRequest): Promise<string[]>;
}

/** A line of a stroke file; see scripts/lib/strokes.ts, which reads it. */
export interface StrokeDigit {
  readonly label: number;
  /** The collection and the writer's name in it, which make the name unique. */
  readonly writer: string;
  /** Strokes of x, y, x, y, …, y downwards, in the tablet's unit; the topmost y is 0. */
  readonly strokes: readonly (readonly number[])[];
}

/** For what is wrong with an archive. */
export function damaged(what: string): ScriptError {
  return new ScriptError('data-damaged', `${what}.`);
}

export const isDigitLevel = (level: string): boolean => level === 'CHARACTER' || level === 'DIGIT';

/** The digit that a segment's label is, or null. */
export function digitOf({ label }: Segment): number | null {
  return label !== null && /^\d$/.test(label) ? Number(label) : null;
}

/** A digit from strokes whose y grows upwards, as in all UNIPEN files. */
export function turnedUpright(
  label: number,
  writer: string,
  strokes: readonly (readonly number[])[],
  place: Place,
): StrokeDigit {
  if (strokes.length === 0) throw placeError(place, `the segment of a ${label} has no ink`);
  const ys = strokes.flatMap((stroke) => stroke.filter((_, index) => index % 2 === 1));
  const top = ys.reduce((most, y) => Math.max(most, y));
  const turn = (value: number, index: number): number => (index % 2 === 1 ? top - value : value);
  return { label, writer, strokes: strokes.map((stroke) => stroke.map(turn)) };
}

/**
 * Whose digits are kept out of training, by the stroke file's source; the others are trained on. The
 * two must share no writer, or the figures say how well the network knows these people.
 */
// prettier-ignore
const VALID_WRITERS: Readonly<Record<string, readonly string[]>> = {
  'pendigits-tra': ['pendigits-4', 'pendigits-5', 'pendigits-7', 'pendigits-8', 'pendigits-9'],
  'unipen-apa': ['apa-BobStrong'],
  'unipen-apb': [
    'apb-Bill_Cleveland', 'apb-Charles_Phillips', 'apb-Cyndi_Iwata', 'apb-David_Navi', 'apb-Fern_Anderson',
    'apb-textJohnStenickaSplit',
  ],
  'unipen-app': ['app-DavidMarasco', 'app-MikeKelly'],
  'unipen-ced': [
    'ced-AIKE2911', 'ced-BYKG6164', 'ced-JEKN827', 'ced-KNDS0342', 'ced-NATY7589.A', 'ced-NNWE7032',
  ],
  'unipen-syn': ['syn-jab-dig9', 'syn-rcw-dig15', 'syn-zor-dig22'],
  'unipen-tos': [
    'tos-1020', 'tos-1035', 'tos-1036', 'tos-1050', 'tos-1051', 'tos-1057', 'tos-1081', 'tos-2064', 'tos-2067',
  ],
};

/** Sources of which nobody is kept for validation have no file for it. */
function partsOf(source: string): StrokePart[] {
  return VALID_WRITERS[source] ? ['train', 'valid'] : ['train'];
}

const nameOf = (source: string, part: StrokePart): string =>
  `${basename(strokePath('', source, part))}.gz`;

/** Whether the stroke files of these sources are all in `directory/strokes`, gzip or not. */
function hasStrokes(directory: string, sources: readonly string[]): boolean {
  return sources.every((source) =>
    partsOf(source).every((part) => {
      const path = strokePath(directory, source, part);
      return existsSync(path) || existsSync(`${path}.gz`);
    }),
  );
}

/** Digits by the source that their stroke files are named after: `unipen-apa`. */
export type DigitsBySource = ReadonlyMap<string, readonly StrokeDigit[]>;

/**
 * Writes `directory/strokes/SOURCE.train.ndjson.gz` and `.valid.`, divided by writer.
 *
 * @returns a line per source, for people.
 */
export async function writeStrokes(directory: string, digits: DigitsBySource): Promise<string[]> {
  const folder = join(directory, 'strokes');
  const lines: string[] = [];
  // Any will do: none names the others, and a collection counts as there when all its files are.
  const last = nameOf([...digits.keys()].at(-1)!, 'train');
  await replaceFiles(folder, last, async (temporary) => {
    const names: string[] = [];
    for (const [source, all] of digits) {
      const counts: string[] = [];
      for (const part of partsOf(source)) {
        const isValid = ({ writer }: StrokeDigit) => VALID_WRITERS[source]?.includes(writer);
        const own = all.filter((digit) => Boolean(isValid(digit)) === (part === 'valid'));
        const name = nameOf(source, part);
        const text = own.map((digit) => `${JSON.stringify(digit)}\n`).join('');
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

/** An archive of pen digits as it is published, and what is made of it. */
interface StrokeArchive extends Pick<Collection, 'id' | 'license'> {
  readonly name: string;
  readonly limit: number;
  readonly homes: readonly string[];
  /** In the order in which they are reported. */
  readonly sources: readonly string[];
  /** Reads the archive at `path`. What it throws decides that the archive is not the one meant. */
  convert(path: string, onProgress: (fraction: number) => void): Promise<DigitsBySource>;
}

/**
 * The collection that an archive makes: the archive goes to `raw/`, where it can also be put by hand,
 * and its digits go to `strokes/`. An archive counts as fetched once all its digits have been read,
 * so a damaged one is neither kept nor converted in part.
 */
export function strokeCollection(archive: StrokeArchive): Collection {
  const { id, license, sources, homes } = archive;
  return {
    id,
    license,
    async fetch({ directory, mirrors = homes }) {
      if (hasStrokes(directory, sources)) {
        return sources.map((source) => `${join(directory, 'strokes', source)}: there already`);
      }
      await checkWritable(directory);
      let digits: DigitsBySource = new Map();
      const check = async (path: string, onProgress: (fraction: number) => void) => {
        try {
          digits = await archive.convert(path, onProgress);
          return null;
        } catch (error) {
          if (!(error instanceof ScriptError)) throw error;
          return `cannot be used: ${error.message}`;
        }
      };
      await downloadWithProgress({ ...archive, check }, join(directory, 'raw'), mirrors);
      return writeStrokes(directory, digits);
    },
  };
}
