import { loadDescriptor, type LoadedNetwork } from '../../src/graph/index.js';
import { prepareThinking, type Think } from './activations.js';

/** A network that the page can show from inside. */
export interface OpenNetwork extends LoadedNetwork {
  readonly think: Think;
}

/**
 * @param url of the descriptor, absolute.
 * @throws DescriptorError where the network cannot be used.
 */
export async function openNetwork(url: string, fetch: typeof window.fetch): Promise<OpenNetwork> {
  const network = await loadDescriptor(url, { fetch: (address, init) => fetch(address, init) });
  return { ...network, think: await prepareThinking(network) };
}
