import { createHash } from 'node:crypto';
import { randomNetwork } from '../../support/random-network.js';
import { MEMORY_URL } from '../../support/memory-fetch.js';

/** A descriptor and the files beside it, all of them sound until they are changed. */
export interface Site {
  readonly json: object;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Where descriptors of these tests lie. */
export const ADDRESS = new URL(MEMORY_URL);

/** Every second one states lengths and digests; without, hostile weights come further. */
export const SITES: readonly Site[] = Array.from({ length: 40 }, (_, seed) => {
  const { json, files } = randomNetwork(seed);
  if (seed % 2 === 1) return { json, files };
  const weights = [...files].map(([path, bytes]) => ({
    path,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const digitRecognizer = {
    format: 1,
    title: `network ${seed}`,
    labels: [...'9876543210'],
    weights,
  };
  return { json: { ...json, userDefinedMetadata: { digitRecognizer } }, files };
});
