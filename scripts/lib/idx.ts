import { ScriptError } from './script-error.js';

/** An array of bytes as the IDX format stores it. */
export interface IdxArray {
  readonly dimensions: readonly number[];
  /** Row by row, the last dimension fastest. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes, as described at the end of Yann LeCun's MNIST page: two zero
 * bytes, the type, the number of dimensions, each dimension as a big-endian 32-bit integer, values.
 *
 * @param name names the file in messages.
 * @param rank the number of dimensions it must have.
 * @throws ScriptError `data-damaged`, naming the file and what is wrong with it.
 */
export function readIdx(bytes: Uint8Array, name: string, rank: number): IdxArray {
  const damaged = (what: string): ScriptError =>
    new ScriptError(
      'data-damaged',
      `${name} ${what}: delete it and fetch it again with npm run data.`,
    );

  const headerLength = 4 + 4 * rank;
  if (bytes.length < headerLength) {
    throw damaged(`ends after ${bytes.length} bytes, inside the header of ${headerLength}`);
  }
  if (bytes[0] !== 0 || bytes[1] !== 0) throw damaged('is not an IDX file (no leading zero bytes)');
  if (bytes[2] !== UNSIGNED_BYTE) {
    throw damaged(`holds values of IDX type 0x${hex(bytes[2]!)}, not unsigned bytes (0x08)`);
  }
  if (bytes[3] !== rank) throw damaged(`has ${bytes[3]} dimensions instead of ${rank}`);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = dimensions.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerLength;
  if (found !== expected) {
    const fault = found < expected ? 'is truncated' : 'is too long';
    throw damaged(`${fault}: ${dimensions.join('×')} values promised, ${found} found`);
  }
  return { dimensions, values: bytes.subarray(headerLength) };
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
