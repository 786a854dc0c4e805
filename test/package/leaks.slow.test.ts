import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS, type DigitDrawing } from '../support/drawings.js';
import { drawInPage, elementPage } from './element-page.js';
import { grown, takeCensus, takeCensusAfter, type Census } from './page-census.js';
import { pathOn, penDown, surfaceOf } from './pen-page.js';
import { drawByScript } from './script-pen.js';

const BACKENDS = ['webgpu', 'webgl', 'wasm', 'cpu'];
/** By then what is made once is made: styles, words, optimized code. */
const WARM_UP = 20;
const CYCLES = 80;
/** Elements that are removed at each of three moments. */
const INTERRUPTED = 24;
/** Elements that come and go one after the other, the last of them drawn on by the browser's own mouse. */
const BLOCK = 5;
/** Longer than anything is kept for an element that may come back, in milliseconds of {@link hurry}. */
const REST_MS = 100;
/** Bytes of JavaScript an element may leave, which is less than any object takes. */
const MOST_LEFT = 20;
/** What a page without an element has nothing of. (The elements within are in templates as well.) */
const OURS =
  /^(<digit-recognizer|ShadowRoot|OffscreenCanvas|CanvasRendering|WebGL|GPU|Media|Abort)/;
/** Of one stroke each, so that the first answer is to the whole digit. */
const simple = DRAWINGS.filter(({ strokes }) => strokes.length === 1);

interface Made {
  contexts: number;
  devices: number;
}

describe('elements that are added, drawn on and removed again and again', () => {
  // What is counted is the browser's: nothing else runs in it.
  const chromium = useChromium({ pages: { '/page.html': elementPage('', 0) } }, {});
  let page: Page;
  let complaints: string[];
  beforeEach(async () => {
    page = await chromium.newPage();
    complaints = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    // The loader of these tests names functions through a helper that a page lacks.
    await page.evaluateOnNewDocument('globalThis.__name = (named) => named');
    await page.evaluateOnNewDocument(countMade);
    await page.evaluateOnNewDocument(hurry);
    await page.goto(`${chromium.server.origin}/page.html`);
    await page.evaluate(() => customElements.whenDefined('digit-recognizer'));
  });

  for (const backend of BACKENDS) {
    it(`leave nothing behind beside one that stays: ${backend}`, async (t) => {
      await add(backend);
      const { wrong, before, after, growth } = await comeAndGo(backend, 0);
      const { contexts, devices } = await made();
      t.diagnostic(`${CYCLES} elements: ${wrong} wrong digits, ${growth} bytes each`);
      t.diagnostic(`alive before and after: ${JSON.stringify(after.counts)}`);
      assert.equal(wrong, 0, 'wrong digits');
      assert.deepEqual(grown(before, after), {});
      assert.equal(after.counts['<digit-recognizer'], 1);
      assert.equal(contexts, Number(backend === 'webgl'));
      assert.equal(devices, Number(backend === 'webgpu'));
      assert.ok(growth < MOST_LEFT, `${growth} bytes of JavaScript an element`);
      assertNoComplaint();
    });

    it(`leave nothing behind, their backend neither: ${backend}`, async (t) => {
      const { wrong, before, after, growth } = await comeAndGo(backend, REST_MS);
      const { contexts, devices } = await made();
      t.diagnostic(`${CYCLES} elements: ${wrong} wrong digits, ${growth} bytes each`);
      t.diagnostic(`made: ${contexts} contexts, ${devices} devices`);
      t.diagnostic(`alive before and after: ${JSON.stringify(after.counts)}`);
      assert.equal(wrong, 0, 'wrong digits');
      assert.deepEqual(grown(before, after), {});
      assertNothingOfOurs(after);
      const builds = (WARM_UP + CYCLES) / BLOCK;
      assert.ok(backend === 'webgl' ? contexts >= builds : contexts === 0, `${contexts} contexts`);
      assert.ok(backend === 'webgpu' ? devices >= builds : devices === 0, `${devices} devices`);
      assert.ok(growth < MOST_LEFT, `${growth} bytes of JavaScript an element`);
      assertNoComplaint();
    });
  }

  for (const backend of BACKENDS) {
    it(`leave nothing behind when they are removed in the middle of something: ${backend}`, async (t) => {
      const states: Census[] = [];
      let unanswered = 0;
      for (const rounds of [INTERRUPTED / 2, INTERRUPTED / 2, INTERRUPTED / 2]) {
        for (let round = 0; round < rounds; round++) {
          await removeLoading(backend, 10 * round);
          await removeDrawing(backend);
          unanswered += Number(!(await removeReading(backend)));
          await sleep(REST_MS);
        }
        states.push(await nextCensus(states[0]));
      }
      const [before, middle, after] = states as [Census, Census, Census];
      const growth = Math.min(middle.heap - before.heap, after.heap - middle.heap);
      t.diagnostic(`${3 * 1.5 * INTERRUPTED} elements: ${unanswered} unanswered, ${growth} bytes`);
      assert.equal(unanswered, 0, 'unanswered');
      assert.deepEqual(grown(before, after), {});
      assertNothingOfOurs(after);
      assert.ok(growth < MOST_LEFT * INTERRUPTED, `${growth} bytes of JavaScript`);
      assertNoComplaint();
    });
  }

  /** @param after milliseconds for which the network and its backend have been on their way */
  function removeLoading(backend: string, after: number): Promise<void> {
    return page.evaluate(
      async (name, delay) => {
        const element = document.createElement('digit-recognizer');
        element.backend = name;
        element.loading = 'eager';
        document.body.prepend(element);
        await element.updateComplete;
        await new Promise((resolve) => setTimeout(resolve, delay));
        element.remove();
      },
      backend,
      after,
    );
  }

  async function removeDrawing(backend: string): Promise<void> {
    await add(backend);
    const [way = []] = pathOn(await surfaceOf(page.mainFrame()), simple[0]!.strokes);
    await penDown(page, way);
    await page.evaluate(() => document.querySelector('digit-recognizer')!.remove());
    await page.mouse.up();
  }

  /** @returns whether what was asked for before is answered nonetheless. */
  async function removeReading(backend: string): Promise<boolean> {
    await add(backend);
    await drawByScript(page, simple[0]!.strokes);
    return page.evaluate(async () => {
      const element = document.querySelector('digit-recognizer')!;
      const answer = element.recognize();
      element.remove();
      return (await answer) !== null;
    });
  }

  /** @param rest milliseconds after each block */
  async function comeAndGo(backend: string, rest: number) {
    const states: Census[] = [];
    let wrong = 0;
    for (const count of [WARM_UP, CYCLES / 2, CYCLES / 2]) {
      for (let done = 0; done < count; done += BLOCK) {
        wrong += await block(backend, done);
        await sleep(rest);
      }
      await sleep(REST_MS);
      states.push(await nextCensus(states[0]));
    }
    const [before, middle, after] = states as [Census, Census, Census];
    // The engine's own tables and code grow at times, and then no more; a leak grows in both halves.
    const growth = Math.min(middle.heap - before.heap, after.heap - middle.heap) / (CYCLES / 2);
    return { wrong, before, after, growth };
  }

  /** @returns how many read another digit than was drawn. */
  async function block(backend: string, start: number): Promise<number> {
    let wrong = 0;
    for (let i = start; i < start + BLOCK; i++) {
      const isLast = i === start + BLOCK - 1;
      const drawing = isLast ? simple[i % simple.length]! : DRAWINGS[i % DRAWINGS.length]!;
      await add(backend);
      await (isLast ? drawInPage : drawByScript)(page, drawing.strokes);
      if (await reads(drawing)) continue;
      wrong++;
    }
    return wrong;
  }

  /** Puts an element first on the page and waits until it can read. */
  function add(backend: string): Promise<void> {
    return page.evaluate(async (name) => {
      const element = document.createElement('digit-recognizer');
      element.backend = name;
      element.recognizeDelay = 0;
      document.body.prepend(element);
      await element.ready;
    }, backend);
  }

  /** Whether the page's first element, which is removed once it has shown its answer, reads the digit. */
  async function reads({ digit }: DigitDrawing): Promise<boolean> {
    return page.evaluate(async (expected) => {
      const nextFrame = () => new Promise((painted) => requestAnimationFrame(painted));
      const element = document.querySelector('digit-recognizer')!;
      while (!element.result) await nextFrame();
      await nextFrame();
      element.remove();
      return element.value === String(expected);
    }, digit);
  }

  const made = () => page.evaluate(() => (globalThis as unknown as { made: Made }).made);

  const nextCensus = (first: Census | undefined) =>
    first ? takeCensusAfter(page, first) : takeCensus(page);

  function assertNoComplaint(): void {
    // The one of a GPU that is emulated is none of ours.
    const ours = complaints.filter((text) => !text.includes('fallback to software WebGL'));
    assert.deepEqual(ours, []);
  }
});

function assertNothingOfOurs({ counts }: Census): void {
  const left = Object.entries(counts).filter(([kind]) => OURS.test(kind));
  assert.deepEqual(Object.fromEntries(left), {});
}

/** Runs in the page, before anything else: what is kept for an element that may come back goes sooner, and servers are waited for as ever. */
function hurry(): void {
  const wait = globalThis.setTimeout.bind(globalThis);
  const soon = (callback: () => void, delay = 0) =>
    wait(callback, delay >= 1000 && delay < 10_000 ? delay / 100 : delay);
  Object.assign(globalThis, { setTimeout: soon });
}

/** Runs in the page, before anything else. */
function countMade(): void {
  const made: Made = { contexts: 0, devices: 0 };
  Object.assign(globalThis, { made });
  for (const { prototype } of [HTMLCanvasElement, OffscreenCanvas]) {
    const canvas = prototype as { getContext(type: string, ...rest: unknown[]): unknown };
    const { getContext } = canvas;
    canvas.getContext = function (type, ...rest) {
      if (type === 'webgl2') made.contexts++;
      return getContext.call(this, type, ...rest);
    };
  }
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = function (...args) {
    made.devices++;
    return requestDevice.apply(this, args);
  };
}
