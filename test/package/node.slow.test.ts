import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type * as Library from '../../src/recognizer.js';
import { DRAWINGS } from '../support/drawings.js';

const { createRecognizer } = (await import('../../dist/recognizer.js' as string)) as typeof Library;

describe('dist/recognizer.js in Node', () => {
  for (const backend of ['auto', 'cpu', 'wasm']) {
    it(`reads every digit on ${backend} with the bundled network`, async () => {
      const recognizer = await createRecognizer({ backend });
      const results = await recognizer.recognizeBatch(DRAWINGS.map(({ strokes }) => strokes));
      assert.deepEqual(
        results.map((result) => result?.digit),
        DRAWINGS.map(({ digit }) => digit),
      );
      recognizer.dispose();
    });
  }

  for (const backend of ['webgl', 'webgpu']) {
    it(`names ${backend}, which Node lacks`, async () => {
      await assert.rejects(createRecognizer({ backend }), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'backend-unavailable');
        assert.match(error.message, new RegExp(backend));
        return true;
      });
    });
  }

  it('falls through a list to what is there', async () => {
    const recognizer = await createRecognizer({ backend: 'webgpu, webgl wasm cpu' });
    assert.equal(recognizer.backend, 'wasm');
    recognizer.dispose();
  });

  it('imports nothing of the elements', async () => {
    const imported = new Set([new URL('../../dist/recognizer.js', import.meta.url).href]);
    // A set's values include those that are added on the way.
    for (const url of imported) {
      const code = await readFile(new URL(url), 'utf8');
      for (const [, path] of code.matchAll(/(?:from|import)"(\.[^"]+)"/g))
        imported.add(new URL(path!, url).href);
    }
    assert.deepEqual(
      [...imported].map((url) => url.split('/dist/')[1]),
      ['recognizer.js', 'chunks/recognizer.js'],
    );
  });

  it('answers null for an empty drawing', async () => {
    const recognizer = await createRecognizer();
    assert.equal(await recognizer.recognize([]), null);
    recognizer.dispose();
  });
});
