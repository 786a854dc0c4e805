import { loadDescriptor, type LoadedNetwork } from '../../src/graph/index.js';
import { prepareThinking, type Think } from './activations.js';

/** A network whose layers the page can show. */
export interface OpenNetwork extends LoadedNetwork {
  readonly think: Think;
}

/**
 * @param url absolute URL of the descriptor.
 * @throws DescriptorError if the network cannot be used.
 */
export async function openNetwork(url: string, fetch: typeof window.fetch): Promise<OpenNetwork> {
  const network = await loadDescriptor(url, { fetch: (address, init) => fetch(address, init) });
  return { ...network, think: await prepareThinking(network) };
}
