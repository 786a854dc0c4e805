import { statusAdvice } from '../../graph/index.js';
import type { AssetName, BackendOptions } from '../backend.js';

/** @throws Error that says what is wrong with the binary on its way, and what to do. */
export async function fetchBinary(
  fetchAsset: BackendOptions['fetchAsset'],
  name: AssetName,
): Promise<ArrayBuffer> {
  const response = await step(() => fetchAsset(name));
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  if (response.ok && !isPage) return step(() => response.arrayBuffer());
  const answer = response.ok ? 'a page; check the address' : statusAdvice(response.status);
  throw new Error(`the server answered ${response.url} with ${answer}.`);
}

async function step<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = `its binary cannot be fetched; try again once there is a connection. ${String(cause)}`;
    throw new Error(reason, { cause });
  }
}
