import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadDescriptor } from '../../../src/graph/index.js';
import { drawingToImage } from '../../../src/ink/index.js';
import type * as Library from '../../../src/recognizer.js';
import { fileFetch } from '../../../scripts/lib/files.js';
import { prepareThinking } from '../../../stories/demo/activations.js';
import { DRAWINGS } from '../../support/drawings.js';
import { memoryFetch, MEMORY_URL } from '../../support/memory-fetch.js';
import { randomImages } from '../../support/planned-network.js';
import { LAYER_CLASSES, randomNetwork } from '../../support/random-network.js';
import { evaluate } from '../../support/reference.js';

const { createRecognizer } = (await import(
  '../../../dist/recognizer.js' as string
)) as typeof Library;

describe('the activations that the demo shows', () => {
  for (const name of ['pen', 'mnist-exercise']) {
    it(`end, with ${name}, in the probabilities that the recognizer gives`, async () => {
      const url = new URL(`../../../models/${name}/model.json`, import.meta.url);
      const network = await loadDescriptor(url.href, { fetch: fileFetch });
      const think = await prepareThinking(network);
      const recognizer = await createRecognizer({ backend: 'wasm', model: url });
      for (const { strokes } of DRAWINGS) {
        const { probabilities } = think(drawingToImage(strokes, network.metadata.preparation)!);
        const result = await recognizer.recognize(strokes);
        probabilities.forEach((probability, digit) => {
          assert.ok(Math.abs(probability - result!.probabilities[digit]!) < 1e-5);
        });
      }
      recognizer.dispose();
    });
  }

  for (const focus of LAYER_CLASSES) {
    it(`are those of the definitions in a network with ${focus}`, async () => {
      const { json, files, weights } = randomNetwork(7, focus);
      const network = await loadDescriptor(MEMORY_URL, { fetch: memoryFetch(json, files) });
      const [image] = [randomImages(7, 1)];
      const metadata = {
        ...network.metadata,
        input: { range: [0, 1], foreground: 'light' },
      } as const;
      const { activations } = (await prepareThinking({ ...network, metadata }))(image!);
      const output = activations.find(({ operation }) => operation.output === network.plan.output);
      const expected = evaluate(json, weights, image!);
      assert.equal(activations.length, network.plan.operations.length);
      output!.values.forEach((value, index) => {
        const scale = Math.max(1, Math.abs(expected[index]!));
        assert.ok(Math.abs(value - expected[index]!) < 1e-3 * scale);
      });
    });
  }
});
