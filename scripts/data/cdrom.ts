import { createReadStream, statSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { reasonOf, ScriptError } from '../lib/cli.js';
import {
  damaged,
  digitOf,
  type DigitsBySource,
  isDigitLevel,
  strokeCollection,
  type StrokeDigit,
  turnedUpright,
} from './collection.js';
import { meter } from './download.js';
import { cutStrokes, type FindFile, placeError, readDocument, readWithIncludes } from './unipen.js';

/**
 * The contributors to category 1a, isolated digits, whose digits are used, by their three letters,
 * with how many digits each has there: the count of segments in the CD-ROM's README. The other eight
 * contributors (aga, cea, ceb, ibm, imp, lou, pri, uqb) are not used.
 */
// prettier-ignore
export const CONTRIBUTORS: Readonly<Record<string, number>> = {
  apa: 692, apb: 2033, app: 1046, art: 170, ced: 1369, gmd: 1145, syn: 4554, tos: 543, val: 1462,
};

/** Bytes. The whole archive unpacked; one file; all files that are kept. */
const LIMITS = { whole: 4 * 2 ** 30, file: 16 * 2 ** 20, kept: 512 * 2 ** 20 };

/** `…/train_r01_v07/data/1a/apa/…` labels digits; `…/include/apa/…` holds the ink. */
const WANTED = /(?:^|\/)(data\/1a|include)\/(([^/]+)\/.+)$/;

/**
 * Reads the UNIPEN CD-ROM, a tar archive packed with gzip, to its end.
 *
 * @param onProgress the fraction that is read.
 * @returns the files of these contributors: their texts by path, `data/1a/apa/…` and `include/apa/…`.
 */
async function readCdrom(
  path: string,
  onProgress: (fraction: number) => void,
): Promise<Map<string, string>> {
  const size = statSync(path).size;
  const packed = meter((bytes) => onProgress(bytes / size));
  const unpacked = meter((bytes) => {
    if (bytes > LIMITS.whole) throw damaged(`it unpacks to more than ${LIMITS.whole} bytes`);
  });
  const tar = extract();
  const files = new Map<string, string>();
  const collect = async (): Promise<void> => {
    let kept = 0;
    for await (const entry of tar) {
      const { name: full, type, size = 0 } = entry.header;
      const [, kind, name, contributor] = WANTED.exec(full) ?? [];
      if (type !== 'file' || !(contributor! in CONTRIBUTORS)) {
        entry.resume();
        continue;
      }
      kept += size;
      if (size > LIMITS.file || kept > LIMITS.kept) {
        throw damaged(`${full} is larger than it can be (${size} bytes)`);
      }
      // The foundation's files are from before Unicode.
      files.set(`${kind}/${name}`, (await buffer(entry)).toString('latin1'));
    }
  };
  try {
    const reading = pipeline(createReadStream(path), packed, createGunzip(), unpacked, tar);
    await Promise.all([collect(), reading]);
    return files;
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    throw damaged(`it is not a tar.gz archive, or a damaged one (${reasonOf(error)})`);
  }
}

/**
 * Reads the digits that one file of the UNIPEN CD-ROM labels; the ink is in the files that it
 * includes.
 *
 * @param contributor three letters, which make the writer's name unique: `apa`.
 */
export function readDigits(
  contributor: string,
  text: string,
  file: string,
  find: FindFile,
): StrokeDigit[] {
  const { components, segments } = readDocument(readWithIncludes(text, file, find), isDigitLevel);
  return segments.flatMap((segment) => {
    const label = digitOf(segment);
    if (label === null) return [];
    const strokes = cutStrokes(segment.delineation, components, segment);
    const writer = components[parseInt(segment.delineation)]!.writer;
    if (writer === null) throw placeError(segment, 'no .WRITER_ID says who wrote this');
    return [turnedUpright(label, `${contributor}-${writer}`, strokes, segment)];
  });
}

const sourceOf = (contributor: string): string => `unipen-${contributor}`;

/**
 * UNIPEN train_r01_v07, category 1a, isolated digits. No checksum of the archive is known to this
 * project, so none is pinned: gzip's own is checked to the end, and each contributor must have
 * exactly the digits that the CD-ROM's README counts.
 */
export const UNIPEN = strokeCollection({
  id: 'unipen',
  license:
    'UNIPEN train_r01_v07: International Unipen Foundation; CC BY 4.0 (Zenodo 1195803; ' +
    'the README of 1999 inside speaks of research only)',
  name: 'unipen-CDROM-train_r01_v07.tgz',
  limit: 2 ** 30,
  homes: ['https://zenodo.org/records/1195803/files/'],
  sources: Object.keys(CONTRIBUTORS).map(sourceOf),
  async convert(path, onProgress): Promise<DigitsBySource> {
    const files = await readCdrom(path, onProgress);
    const find = (name: string) => files.get(`include/${name}`);
    const digits = Object.entries(CONTRIBUTORS).map(([contributor, count]) => {
      const own = [...files]
        .filter(([file]) => file.startsWith(`data/1a/${contributor}/`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([file, text]) => readDigits(contributor, text, file, find));
      if (own.length === count) return [sourceOf(contributor), own] as const;
      throw damaged(
        `${contributor} has ${own.length} digits instead of the ${count} in train_r01_v07`,
      );
    });
    return new Map(digits);
  },
});
