import { fetchAnywhere } from '../util/lazy-import.js';
import { loadDescriptor } from '../graph/load-descriptor.js';
import type { LoadedNetwork } from '../graph/index.js';

/**
 * The network that is used when no `model` is given. The build replaces this module by one that holds
 * the network as code; run from source, the files of `models/` are fetched.
 */
export function loadBundledNetwork(): Promise<LoadedNetwork> {
  const { href } = new URL('../../models/pen/model.json', import.meta.url);
  return loadDescriptor(href, { fetch: fetchAnywhere });
}
