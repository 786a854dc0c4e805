import { createReadStream, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import { reasonOf } from '../../lib/reason.js';
import { ScriptError } from '../../lib/script-error.js';

/** Bytes. The whole archive unpacked; one file; all files that are kept. */
const LIMITS = { whole: 4 * 2 ** 30, file: 16 * 2 ** 20, kept: 512 * 2 ** 20 };

/** `…/train_r01_v07/data/1a/apa/…` labels digits; `…/include/apa/…` holds the ink. */
const WANTED = /(?:^|\/)(data\/1a|include)\/(([^/]+)\/.+)$/;

/** The files of the CD-ROM that digits are read from. */
export interface CdromFiles {
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
export async function readCdrom(
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
