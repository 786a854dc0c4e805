/** What kind of file it is, by its contents. */
export type FormatKind = 'hdf5' | 'keras3' | 'npz' | 'onnx' | 'json';

const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** @returns undefined where the first bytes do not tell. */
export function kindOf(bytes: Uint8Array): FormatKind | undefined {
  if (isHdf5(bytes)) return 'hdf5';
  if (startsWith(bytes, ZIP)) return firstMember(bytes).endsWith('.npy') ? 'npz' : 'keras3';
  // A ModelProto begins with its field 1, ir_version, a small number.
  if (bytes[0] === 0x08 && bytes[1]! > 0 && bytes[1]! < 0x20) return 'onnx';
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  return start.startsWith('{') ? 'json' : undefined;
}

/** The signature stands at 0, or at 512, 1024, 2048 … behind a user block (HDF5 format, III.A). */
function isHdf5(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at = at === 0 ? 512 : at * 2) {
    if (startsWith(bytes.subarray(at), HDF5)) return true;
  }
  return false;
}

/** Name in the first local header of a zip archive. */
function firstMember(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 30 ? 0 : view.getUint16(26, true);
  return new TextDecoder().decode(bytes.subarray(30, 30 + length));
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
