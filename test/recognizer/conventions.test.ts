import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadDescriptor } from '../../src/graph/index.js';
import { DEFAULT_PREPARATION } from '../../src/ink/index.js';
import { memoryFetch, MEMORY_URL } from '../support/memory-fetch.js';
import { randomNetwork } from '../support/random-network.js';

// ink and graph know nothing of each other, and both name the conventions of MNIST.
it('a descriptor without metadata asks for the preparation that ink has by default', async () => {
  const { json, files } = randomNetwork(1);
  const { metadata } = await loadDescriptor(MEMORY_URL, { fetch: memoryFetch(json, files) });
  assert.deepEqual({ ...metadata.preparation }, { ...DEFAULT_PREPARATION });
});
