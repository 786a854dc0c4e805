import { checkDigest, download, type Fail } from '../../graph/index.js';
import type { AssetName, BackendOptions } from '../backend.js';

/** SHA-256 of each binary that the build put into the package; absent when run from source. */
declare const WASM_SHA256: Readonly<Record<AssetName, string>> | undefined;

const fail: Fail = (_, message, options) => new Error(message, options);

/** @throws Error that says what is wrong with the binary on its way, and what to do. */
export async function fetchBinary(
  fetchAsset: BackendOptions['fetchAsset'],
  name: AssetName,
): Promise<Uint8Array> {
  const what = `its binary ${name}`;
  const stop = new AbortController();
  try {
    const fetch = () => fetchAsset(name, stop.signal);
    const { bytes, type } = await download(what, { fetch, signal: stop.signal, fail });
    if (type === 'text/html') throw new Error(`${what} was answered by a page; check the address`);
    if (typeof WASM_SHA256 !== 'undefined') {
      await checkDigest(bytes, what, 'the library', WASM_SHA256[name], fail);
    }
    return bytes;
  } finally {
    stop.abort();
  }
}
