import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { elementPage, moveMouse } from './element-page.js';
import { assertInk, draw, pathOn, penDown, strokesOf, surfaceOf } from './pen-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const BACKENDS = ['webgpu', 'webgl', 'wasm', 'cpu'];
/** Puppeteer's own, by which a page in the background is spared what a user's is not. */
const SPARING = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];
/** The element waits so long after the pen has been lifted, in milliseconds: time to go elsewhere. */
const DELAY = 1000;
/** What hangs because nothing is painted fails soon. */
const LIMIT = { timeout: 30_000 };

describe('a tab in the background', () => {
  const fields = BACKENDS.flatMap((backend) =>
    ['eager', 'lazy'].map((loading) => [
      `/${backend}-${loading}.html`,
      elementPage(`backend="${backend}" loading="${loading}" recognize-delay="${DELAY}"`),
    ]),
  );
  const chromium = useChromium(
    { pages: { '/other.html': '<title>other</title>', ...Object.fromEntries(fields) } },
    { ignoreDefaultArgs: SPARING },
  );
  let page: Page;
  let other: Page;
  beforeEach(async () => {
    page = await chromium.newPage();
    other = await chromium.newPage();
  });

  async function open(backend: string, loading = 'eager'): Promise<void> {
    await page.goto(`${chromium.server.origin}/${backend}-${loading}.html`);
    await page.evaluate(() => customElements.whenDefined('digit-recognizer'));
  }

  /** Opens the page before the user's eyes, until it can read. */
  async function openInFront(backend: string): Promise<void> {
    await page.bringToFront();
    await open(backend);
    await page.evaluate(() => document.querySelector('digit-recognizer')!.ready);
  }

  async function hide(): Promise<void> {
    await other.bringToFront();
    assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
  }

  const valueNow = () => page.evaluate(() => document.querySelector('digit-recognizer')!.value);

  /** What the element reads of itself, be it that nothing is painted meanwhile. */
  const reading = () =>
    page.evaluate(async () => {
      const element = document.querySelector('digit-recognizer')!;
      if (element.value === '') {
        await new Promise((read) => element.addEventListener('digit-recognized', read));
      }
      return element.value;
    });

  async function assertPainted(): Promise<void> {
    assert.equal((await strokesOf(page.mainFrame())).length, seven.length);
    await page.bringToFront();
    await assertInk(page, pathOn(await surfaceOf(page.mainFrame()), seven));
  }

  for (const backend of BACKENDS) {
    for (const loading of ['eager', 'lazy']) {
      it(
        `loads, reads and answers there: backend="${backend}" loading="${loading}"`,
        LIMIT,
        async () => {
          await hide();
          await open(backend, loading);
          const digit = await page.evaluate(async (strokes) => {
            const element = document.querySelector('digit-recognizer')!;
            element.drawing = { width: 100, height: 100, strokes };
            const result = await element.recognize();
            await element.ready;
            return result?.digit;
          }, seven);
          assert.equal(digit, 7);
          assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
          await assertPainted();
        },
      );
    }

    it(`answers there what was drawn before: backend="${backend}"`, LIMIT, async () => {
      await openInFront(backend);
      await draw(page, seven);
      await hide();
      assert.equal(await valueNow(), '', 'it was hidden too late');
      assert.equal(await reading(), '7');
      assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
      await assertPainted();
    });

    it(`answers once it is thawed: backend="${backend}"`, LIMIT, async () => {
      await openInFront(backend);
      const session = await page.createCDPSession();
      await draw(page, seven);
      await hide();
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await sleep(1.5 * DELAY);
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      assert.equal(await reading(), '7');
      await assertPainted();
    });

    it(
      `comes back with its drawing from the cache of pages, and reads: backend="${backend}"`,
      LIMIT,
      async (t) => {
        await openInFront(backend);
        await page.evaluate(() => {
          addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
        });
        await draw(page, seven);
        await page.goto(`${chromium.server.origin}/other.html`);
        await sleep(DELAY);
        await page.goBack();
        const persisted = await page.evaluate(
          () => (window as unknown as { persisted: boolean }).persisted,
        );
        t.diagnostic(`kept alive by the browser: ${persisted}`);
        assert.equal(await reading(), '7');
        await assertPainted();
        await page.evaluate(() => document.querySelector('digit-recognizer')!.clear());
        await draw(page, seven);
        assert.equal(await reading(), '7');
      },
    );
  }

  it('keeps the stroke that is being drawn', LIMIT, async () => {
    await openInFront('cpu');
    const [way = []] = pathOn(await surfaceOf(page.mainFrame()), seven);
    await penDown(page, way.slice(0, way.length / 2));
    const drawn = await strokesOf(page.mainFrame());
    await hide();
    await sleep(DELAY);
    assert.deepEqual(await strokesOf(page.mainFrame()), drawn);
    await page.bringToFront();
    await moveMouse(page, way.slice(way.length / 2));
    await page.mouse.up();
    const lengths = (await strokesOf(page.mainFrame())).map(({ length }) => length);
    assert.deepEqual(lengths, [way.length], 'it goes on under the pen');
    assert.equal(await reading(), '7');
    await assertPainted();
  });
});
