import { unzipSync } from 'fflate';
import { reasonOf } from '../lib/reason.js';
import { badNetwork } from './layers/failures.js';

/** Bytes of all unpacked files together; a digit network has a hundredth of it. */
const LIMIT = 256 * 2 ** 20;
const MOST_FILES = 4096;

/**
 * Unpacks what is wanted of a zip archive.
 *
 * @param wants by the name of a file; the others are not unpacked.
 * @throws ScriptError `bad-network` if it is damaged, or would unpack to more than it can have.
 */
export function unpackZip(
  zip: Uint8Array,
  path: string,
  wants: (name: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  let bytes = 0;
  let files = 0;
  try {
    const unpacked = unzipSync(zip, {
      filter({ name, originalSize }) {
        if (!wants(name)) return false;
        bytes += originalSize;
        files += 1;
        if (bytes > LIMIT || files > MOST_FILES) throw new TooLarge();
        return true;
      },
    });
    return new Map(Object.entries(unpacked));
  } catch (error) {
    if (error instanceof TooLarge) {
      throw badNetwork(
        `${path} would unpack to more than ${LIMIT} bytes or ${MOST_FILES} files, more than a digit network can have`,
      );
    }
    throw badNetwork(`${path} is not a zip archive, or a damaged one (${reasonOf(error)})`);
  }
}

class TooLarge extends Error {}
