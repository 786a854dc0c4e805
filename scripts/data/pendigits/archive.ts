import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { reasonOf } from '../../lib/reason.js';
import { ScriptError } from '../../lib/script-error.js';
import { unpackLzw } from '../lzw.js';

/** The half to train on. The other, `pendigits-orig.tes.Z`, is to test on and is left alone. */
const PACKED = 'pendigits-orig.tra.Z';
const PACKED_LIMIT = 16 * 2 ** 20;
/** Bytes; it has 3.6 million. */
const UNPACKED_LIMIT = 64 * 2 ** 20;

/**
 * Takes `pendigits-orig.tra` out of the zip archive that UCI publishes.
 *
 * @param sha256 of `pendigits-orig.tra.Z`; the zip around it has been made anew before.
 * @throws ScriptError `data-damaged`
 */
export async function readPendigitsArchive(path: string, sha256: string): Promise<string> {
  const packed = takeOut(await readFile(path));
  const found = createHash('sha256').update(packed).digest('hex');
  if (found !== sha256) {
    throw damaged(`its ${PACKED} has the SHA-256 ${found} instead of ${sha256}`);
  }
  const text = unpackLzw(packed, PACKED, UNPACKED_LIMIT);
  return new TextDecoder('latin1').decode(text);
}

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

function damaged(what: string): ScriptError {
  return new ScriptError('data-damaged', `${what}.`);
}
