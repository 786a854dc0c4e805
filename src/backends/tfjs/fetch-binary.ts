import { checkDigest, download, type Fail } from '../../graph/fetch-file.js';
import { ChunkLoadError } from '../../util/lazy-import.js';
import { fetchBinaryFile, type BinaryName } from './binary-file.js';

/** SHA-256 of each binary. The build defines it; undefined if run from source. */
declare const WASM_SHA256: Readonly<Record<BinaryName, string>> | undefined;

const fail: Fail<unknown> = (_, message, options) => new Error(message, options);

/**
 * Fetches a binary and checks its SHA-256.
 *
 * @param fetchFile for tests
 * @throws ChunkLoadError
 */
export async function fetchBinary(
  name: BinaryName,
  fetchFile: typeof fetchBinaryFile = fetchBinaryFile,
): Promise<Uint8Array> {
  const what = `its binary ${name}`;
  const stop = new AbortController();
  try {
    const fetch = () => fetchFile(name, stop.signal);
    const { bytes, type, url } = await download(what, { fetch, signal: stop.signal, fail });
    if (type === 'text/html') throw new Error(`${url} is a page, not a binary; check the address`);
    if (typeof WASM_SHA256 !== 'undefined') {
      await checkDigest(bytes, what, 'the library', WASM_SHA256[name], fail);
    }
    return bytes;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const message = `${problem}. Serve tfjs-backend-${name}.wasm of the package's dist/wasm/ there, or set another backend.`;
    throw new ChunkLoadError('part-unreachable', message, { cause });
  } finally {
    stop.abort();
  }
}
