import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import type * as Library from '../../src/recognizer.js';
import { identityFiles } from '../recognizer/identity-network.js';
import { useChromium } from '../support/chromium.js';
import { collectGarbage } from './element-page.js';
import { countObjects } from './gpu-objects.js';

const ANSWERS = 10_000;
/** Images to a run. A GPU that is emulated takes its time for each. */
const BATCHES = { cpu: 1, wasm: 1, webgl: 5, webgpu: 5 };
/** By then what is made once is made: kernels, memory kept for the next run, optimized code. */
const WARM_UP = 500;

describe(`${ANSWERS} answers`, () => {
  const { json, weights } = identityFiles();
  const chromium = useChromium({
    pages: {
      '/page.html': '<!doctype html><title>many answers</title>',
      '/identity/model.json': JSON.stringify(json),
      '/identity/weights.bin': weights,
    },
  });

  for (const [backend, batch] of Object.entries(BATCHES)) {
    it(`leave nothing behind on ${backend}`, async () => {
      const page = await chromium.newPage();
      // The loader of these tests names functions through a helper that a page lacks.
      await page.evaluateOnNewDocument('globalThis.__name = (named) => named');
      await page.evaluateOnNewDocument(countObjects);
      await page.goto(`${chromium.server.origin}/page.html`);
      await create(page, backend);
      await answer(page, WARM_UP, batch);
      const states = [await stateOf(page)];
      for (let half = 0; half < 2; half++) {
        await answer(page, ANSWERS / 2, batch);
        states.push(await stateOf(page));
      }
      const [before, middle, after] = states as [State, State, State];
      assert.deepEqual(after.objects, before.objects);
      // The engine's own tables and code grow at times, and then no more; a leak grows in both halves,
      // and twenty bytes an answer would be twice what is allowed.
      const growth = Math.min(middle.heap - before.heap, after.heap - middle.heap);
      assert.ok(growth < 50_000, `${growth} bytes of JavaScript in ${ANSWERS / 2} answers`);
    });
  }
});

/** The recognizer that the page works with, beside the numbers of its objects. */
interface Bench {
  recognizer: Library.Recognizer;
  objects: () => Record<string, number>;
}

async function create(page: Page, backend: string): Promise<void> {
  await page.evaluate(async (name) => {
    const { createRecognizer } = (await import('/dist/recognizer.js' as string)) as typeof Library;
    const recognizer = await createRecognizer({ backend: name, model: '/identity/model.json' });
    Object.assign(globalThis, { recognizer });
  }, backend);
}

/** Recognizes digits 0 to 9 in turn, and checks each answer. */
async function answer(page: Page, count: number, batch: number): Promise<void> {
  const wrong = await page.evaluate(
    async (total, size) => {
      const { recognizer } = globalThis as unknown as Bench;
      let mistakes = 0;
      for (let done = 0; done < total; done += size) {
        const images = Array.from({ length: size }, (_, i) => {
          const image = new Float32Array(784);
          image[(done + i) % 10] = 1;
          return image;
        });
        const results = await recognizer.recognizeBatch(images);
        mistakes += results.filter((result, i) => result?.digit !== (done + i) % 10).length;
      }
      return mistakes;
    },
    count,
    batch,
  );
  assert.equal(wrong, 0, 'wrong answers');
}

type State = Awaited<ReturnType<typeof stateOf>>;

async function stateOf(page: Page) {
  const heap = await collectGarbage(page);
  return { heap, objects: await page.evaluate(() => (globalThis as unknown as Bench).objects()) };
}
