import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { createRecognizer as CreateRecognizer, Recognizer } from '../../src/recognizer.js';
import { memoryFetch } from '../support/memory-fetch.js';
import { randomImages } from '../support/planned-network.js';
import { LAYER_CLASSES, randomNetwork } from '../support/random-network.js';

/** The built library: TensorFlow.js is in it alone. */
const RECOGNIZER = new URL('../../dist/recognizer.js', import.meta.url).href;

let createRecognizer: typeof CreateRecognizer;
before(async () => {
  ({ createRecognizer } = (await import(RECOGNIZER)) as {
    createRecognizer: typeof CreateRecognizer;
  });
});

async function answers(recognizer: Recognizer, images: Float32Array): Promise<number[]> {
  const inputs = [0, 1].map((index) => images.slice(index * 784, (index + 1) * 784));
  const results = await recognizer.recognizeBatch(inputs);
  recognizer.dispose();
  return results.flatMap((result) => [...result!.probabilities]);
}

const NETWORKS = 3 * LAYER_CLASSES.length;

test(`${NETWORKS} networks of built-in layers give on TensorFlow.js what they give on cpu`, async () => {
  for (let seed = 0; seed < NETWORKS; seed++) {
    const focus = LAYER_CLASSES[seed % LAYER_CLASSES.length]!;
    const { json, files } = randomNetwork(seed, focus);
    const model = `https://memory.test/network/model.json`;
    const fetch = memoryFetch(json, files) as unknown as typeof globalThis.fetch;
    const images = randomImages(seed, 2);
    const own = await answers(await createRecognizer({ model, fetch, backend: 'cpu' }), images);
    const recognizer = await createRecognizer({ model, fetch, backend: 'tfjs-cpu' });
    assert.equal(recognizer.backend, 'tfjs-cpu');
    const theirs = await answers(recognizer, images);
    const error = Math.max(...own.map((share, index) => Math.abs(share - theirs[index]!)));
    assert.ok(error <= 1e-5, `network ${seed} (${focus}): ${error}`);
  }
});

test('the bundled network gives on TensorFlow.js what it gives on cpu', async () => {
  const images = randomImages(1, 2);
  const own = await answers(await createRecognizer({ backend: 'cpu' }), images);
  const theirs = await answers(await createRecognizer({ backend: 'tfjs-cpu' }), images);
  own.forEach((share, index) => assert.ok(Math.abs(share - theirs[index]!) <= 1e-5));
});
