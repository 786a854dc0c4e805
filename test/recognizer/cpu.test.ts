import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BACKENDS } from '../../src/backends/choose.js';
import { loadDescriptor } from '../../src/graph/index.js';
import { recognizerFactory } from '../../src/recognizer/create.js';
import { identityNetwork, inkAt, MEMORY_URL } from './identity-network.js';

/** Nothing is faked but the network's place: what a user of the recognizer in Node has. */
const createRecognizer = recognizerFactory({
  registry: BACKENDS,
  capabilities: () => ({ webgpu: false, webgl: false, wasm: false }),
  loadBundled: () => loadDescriptor(MEMORY_URL, { fetch: identityNetwork() }),
  defaultFetch: fetch,
  keepAliveMs: 0,
});

describe('a recognizer on the cpu backend', () => {
  it('answers one by one and in batches alike', async () => {
    const recognizer = await createRecognizer();
    assert.equal(recognizer.backend, 'cpu');
    const inputs = Array.from({ length: 300 }, (_, i) => {
      const image = inkAt(i % 10);
      image[(i + 3) % 10] = 0.25;
      return image;
    });
    const batch = await recognizer.recognizeBatch(inputs);
    for (const [i, result] of batch.entries()) {
      assert.equal(result?.digit, i % 10);
      assert.equal(result?.confidence, 0.8);
      assert.ok(Math.abs(result!.probabilities[(i + 3) % 10]! - 0.2) < 1e-12);
    }
    const single = await recognizer.recognize(inputs[17]!);
    assert.deepEqual(single?.probabilities, batch[17]?.probabilities);
    recognizer.dispose();
  });

  it('recognises through the public entry, which loads nothing when it is imported', async () => {
    const library = await import('../../src/recognizer.js');
    assert.deepEqual([...library.BACKEND_NAMES], ['webgpu', 'webgl', 'wasm', 'cpu']);
    const recognizer = await library.createRecognizer({
      backend: 'cpu',
      model: MEMORY_URL,
      fetch: identityNetwork() as typeof fetch,
    });
    assert.equal((await recognizer.recognize(inkAt(9)))?.digit, 9);
    recognizer.dispose();
  });
});
