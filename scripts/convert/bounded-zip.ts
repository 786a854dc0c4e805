import { unzipSync } from 'fflate';
import { crc32 } from 'node:zlib';
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
  const isTooLarge = () => bytes > LIMIT || files > MOST_FILES;
  let unpacked: Readonly<Record<string, Uint8Array>>;
  let checksums: ReadonlyMap<string, number>;
  try {
    unpacked = unzipSync(zip, {
      filter({ name, originalSize }) {
        if (!wants(name)) return false;
        bytes += originalSize;
        files += 1;
        return !isTooLarge();
      },
    });
    checksums = readChecksums(zip);
  } catch (error) {
    throw badNetwork(`${path} is not a zip archive, or a damaged one (${reasonOf(error)})`);
  }
  if (isTooLarge()) {
    throw badNetwork(
      `${path} would unpack to more than ${LIMIT} bytes or ${MOST_FILES} files, more than a digit network can have`,
    );
  }
  for (const [name, content] of Object.entries(unpacked)) {
    if (crc32(content) !== checksums.get(name)) {
      throw badNetwork(`${path}, ${name} is damaged: its checksum is not the one in the archive`);
    }
  }
  return new Map(Object.entries(unpacked));
}

/** CRC-32 of each file from the central directory, which fflate does not compare. */
function readChecksums(zip: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  const checksums = new Map<string, number>();
  const end = findEnd(view);
  const entries = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let entry = 0; entry < entries; entry++) {
    const [name, extra, comment] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    ) as [number, number, number];
    const text = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + name));
    checksums.set(text, view.getUint32(at + 16, true));
    at += 46 + name + extra + comment;
  }
  return checksums;
}

/** Of the end record, which only a comment of at most 64 KiB follows. */
function findEnd(view: DataView): number {
  let at = view.byteLength - 22;
  while (view.getUint32(at, true) !== 0x06054b50) at--;
  return at;
}
