import { createReadStream, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import { reasonOf, ScriptError } from '../lib/cli.js';
import {
  digitOf,
  type DigitsBySource,
  isDigitLevel,
  strokeCollection,
  type StrokeDigit,
  turnedUpright,
} from './collection.js';
import { cutStrokes, type FindFile, placeError, readDocument, readWithIncludes } from './unipen.js';

/**
 * The contributors to category 1a, isolated digits, whose digits are used, by their three letters,
 * with how many digits each has there: the count of segments in the CD-ROM's README. The other eight
 * contributors (aga, cea, ceb, ibm, imp, lou, pri, uqb) are not used.
 */
export const CONTRIBUTORS: Readonly<Record<string, number>> = {
  apa: 692,
  apb: 2033,
  app: 1046,
  art: 170,
  ced: 1369,
  gmd: 1145,
  syn: 4554,
  tos: 543,
  val: 1462,
};

/** Bytes. The whole archive unpacked; one file; all files that are kept. */
const LIMITS = { whole: 4 * 2 ** 30, file: 16 * 2 ** 20, kept: 512 * 2 ** 20 };

/** `…/train_r01_v07/data/1a/apa/…` labels digits; `…/include/apa/…` holds the ink. */
const WANTED = /(?:^|\/)(data\/1a|include)\/(([^/]+)\/.+)$/;

/** The files of the CD-ROM that digits are read from. */
interface CdromFiles {
  /** Of category 1a, by their path below it: `apa/apa00/app0001.dat`. */
  readonly data: Map<string, Buffer>;
  /** By their path below `include`, as `.INCLUDE` names them. */
  readonly include: Map<string, Buffer>;
}

/**
 * Reads the UNIPEN CD-ROM, a tar archive packed with gzip, to its end, and keeps what belongs to
 * these contributors.
 *
 * @param onProgress the share that is read, 0 to 1.
 * @throws ScriptError `data-damaged` if the archive is not whole or larger than it can be.
 */
async function readCdrom(
  path: string,
  contributors: readonly string[],
  onProgress: (share: number) => void,
): Promise<CdromFiles> {
  const size = statSync(path).size;
  const packed = meter((bytes) => onProgress(bytes / size));
  const unpacked = meter((bytes) => {
    if (bytes > LIMITS.whole) throw damaged(`it unpacks to more than ${LIMITS.whole} bytes`);
  });
  const tar = extract();
  try {
    const reading = pipeline(createReadStream(path), packed, createGunzip(), unpacked, tar);
    const [files] = await Promise.all([collect(tar, contributors), reading]);
    return files;
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    throw damaged(`it is not a tar.gz archive, or a damaged one (${reasonOf(error)})`);
  }
}

async function collect(tar: Extract, contributors: readonly string[]): Promise<CdromFiles> {
  const files: CdromFiles = { data: new Map(), include: new Map() };
  let kept = 0;
  for await (const entry of tar) {
    const [, kind, name, contributor] = WANTED.exec(entry.header.name) ?? [];
    if (entry.header.type !== 'file' || !contributors.includes(contributor!)) {
      entry.resume();
      continue;
    }
    const size = entry.header.size ?? 0;
    kept += size;
    if (size > LIMITS.file || kept > LIMITS.kept) {
      throw damaged(`${entry.header.name} is larger than it can be (${size} bytes)`);
    }
    files[kind === 'include' ? 'include' : 'data'].set(name!, await contentsOf(entry));
  }
  return files;
}

async function contentsOf(entry: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Counts the bytes that pass; what `seen` throws ends the stream. */
function meter(seen: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      try {
        seen(bytes);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function damaged(what: string): ScriptError {
  return new ScriptError('data-damaged', `${what}.`);
}

/**
 * Reads the digits that one file of the UNIPEN CD-ROM labels; the ink is in the files that it
 * includes.
 *
 * @param contributor three letters, which make the writer's name unique: `apa`.
 * @param file names the file in messages.
 * @throws ScriptError `data-damaged`, naming file and line.
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
function digitsOf(files: CdromFiles, expected: Readonly<Record<string, number>>): DigitsBySource {
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
