import { loadDescriptor, type Fetch, type LoadedNetwork } from '../../src/graph/index.js';
import { DESCRIPTOR_FILE, WEIGHTS_FILE, type DescriptorFiles } from '../descriptor/layers-model.js';

/** Stands for where a descriptor will be, before it is written. */
export const MEMORY_URL = new URL(`memory:/${DESCRIPTOR_FILE}`);

/** Loads a descriptor as the widget would, before it is written. @throws DescriptorError */
export function loadFromMemory(files: DescriptorFiles): Promise<LoadedNetwork> {
  return loadDescriptor(MEMORY_URL.href, { fetch: memoryFetch(files) });
}

/** A fetch that has the two files at {@link MEMORY_URL} and nothing else. */
export function memoryFetch({ json, weights }: DescriptorFiles): Fetch {
  const contents = new Map<string, string | Uint8Array>([
    [MEMORY_URL.href, json],
    [new URL(WEIGHTS_FILE, MEMORY_URL).href, weights],
  ]);
  return async (url) => new Response(contents.get(url) as BodyInit | undefined);
}
