import { BOUNDS } from '../../../src/graph/index.js';
import { badNetwork } from '../layers/failures.js';

/** An array of NumPy, row by row whatever its file had. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const MAGIC = '\x93NUMPY';

type Read = (view: DataView, offset: number, littleEndian: boolean) => number;

const TYPES = new Map<string, { readonly bytes: number; readonly read: Read }>([
  ['f2', { bytes: 2, read: (view, offset, little) => fromHalf(view.getUint16(offset, little)) }],
  ['f4', { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) }],
  ['f8', { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) }],
  ['i1', { bytes: 1, read: (view, offset) => view.getInt8(offset) }],
  ['i4', { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) }],
  ['i8', { bytes: 8, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) }],
]);

/**
 * Reads a `.npy` file of numbers, versions 1 to 3 of
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param where for messages
 * @throws ScriptError `bad-network`
 */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const { header, start } = readHeader(bytes, where);
  const [, descr = ''] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  const type = TYPES.get(descr.slice(1));
  if (fortran === undefined || sizes === undefined || !type) {
    throw badNetwork(
      `${where} is an array of type ${descr || 'unknown'} where ${[...TYPES.keys()].join(', ')} are supported`,
    );
  }
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements > BOUNDS.weightElements) {
    throw badNetwork(`${where} has ${elements} numbers where ${BOUNDS.weightElements} are allowed`);
  }
  const found = bytes.length - start;
  if (found !== elements * type.bytes) {
    throw badNetwork(
      `${where} breaks off: ${found} bytes of numbers where ${elements * type.bytes} are needed`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, found);
  const littleEndian = !descr.startsWith('>');
  const values = new Float64Array(elements).map((_, i) =>
    type.read(view, i * type.bytes, littleEndian),
  );
  return { shape, values: fortran === 'True' ? rowByRow(values, shape) : values };
}

function readHeader(bytes: Uint8Array, where: string) {
  const latin1 = new TextDecoder('latin1');
  if (bytes.length < 12 || latin1.decode(bytes.subarray(0, 6)) !== MAGIC) {
    throw badNetwork(`${where} is no array of NumPy: it does not start with its mark`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [length, offset] =
    bytes[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const start = offset + length;
  if (start > bytes.length) throw badNetwork(`${where} breaks off in its header`);
  return { header: latin1.decode(bytes.subarray(offset, start)), start };
}

/** From the first axis fastest to the last axis fastest. */
function rowByRow(values: Float64Array, shape: readonly number[]): Float64Array {
  return values.map((_, position) => {
    let rest = position;
    let source = 0;
    let stride = values.length;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      stride /= size;
      source += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    return values[source] ?? NaN;
  });
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
