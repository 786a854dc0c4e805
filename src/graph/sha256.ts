import { lazyImport } from '../util/lazy-import.js';
import { inSlices } from '../util/async.js';

/** SHA-256 (FIPS 180-4) in lowercase hexadecimal, by the platform where it has it. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Pages that are not a secure context, such as http://192.168…, have no `subtle`.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  const digest = await (subtle
    ?.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    // It can fail for want of memory, which says nothing about the file.
    .catch(() => computeHere(bytes)) ?? computeHere(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function computeHere(bytes: Uint8Array): Promise<ArrayBuffer> {
  const { computeSha256 } = await lazyImport(
    'computes digests',
    () => import('./compute-sha256.js'),
  );
  return inSlices(computeSha256(bytes));
}
