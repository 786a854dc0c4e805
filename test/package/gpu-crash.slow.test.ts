import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium, useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { drawInPage, elementPage, logEvents, type EventLog } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)?.strokes ?? [];
const CHOICES = ['webgl', 'webgpu', 'webgl cpu', 'webgpu cpu'];
/** A browser takes WebGL and WebGPU from a page whose GPU crashes again and again. */
const CRASHES = 3;

describe('when the browser’s GPU process crashes', () => {
  const chromium = useChromium({
    pages: Object.fromEntries(
      CHOICES.map((backend, index) => [
        `/${index}.html`,
        elementPage(`backend="${backend}" loading="eager" recognize-delay="0"`),
      ]),
    ),
  });
  let browser: Browser;
  let page: Page;
  let log: EventLog;
  afterEach(() => browser.close());

  /** In a browser of its own, since browsers remember crashes. */
  async function open(backend: string): Promise<void> {
    browser = await launchChromium();
    page = await browser.newPage();
    log = await logEvents(page);
    const ready = log.next('digit-ready');
    await page.goto(`${chromium.server.origin}/${CHOICES.indexOf(backend)}.html`);
    await ready;
  }

  /** As chrome://gpucrash does. */
  async function crash(): Promise<void> {
    const session = await browser.target().createCDPSession();
    await session.send('Browser.crashGpuProcess');
    await session.detach();
  }

  const strokesInPage = () =>
    page.evaluate(() => document.querySelector('digit-recognizer')!.strokes.length);

  /** Clears, draws a 7 and waits for what becomes of it. */
  async function drawAgain(): Promise<{ digit?: number; code?: string }> {
    await page.evaluate(() => document.querySelector('digit-recognizer')!.clear());
    const outcome = Promise.race([log.next('digit-recognized'), log.next('digit-error')]);
    await drawInPage(page, seven, async (_, points) => {
      // A point to a frame, so that what happens meanwhile happens under the pen.
      for (const { x, y } of points) await page.mouse.move(x, y);
    });
    return outcome;
  }

  for (const backend of CHOICES) {
    const [first, next = first] = backend.split(' ');

    if (next === first) {
      it(`while idle, the device is built again: backend="${backend}"`, async () => {
        await open(backend);
        assert.equal((await drawAgain()).digit, 7);
        const ready = log.next('digit-ready');
        await crash();
        assert.equal((await ready).backend, next);
        assert.equal(await strokesInPage(), seven.length);
        assert.equal((await drawAgain()).digit, 7);
        assert.ok(!log.heard.some((line) => line.startsWith('digit-error')), log.heard.join(', '));
      });
    }

    it(`under the pen, again and again, no digit is wrong: backend="${backend}"`, async () => {
      await open(backend);
      for (let count = 0; count < CRASHES; count++) {
        const drawing = drawAgain();
        await crash();
        const { digit, code } = await drawing;
        assert.equal(await strokesInPage(), seven.length);
        if (next === 'cpu' || count === 0) assert.equal(digit, 7, code);
        else if (digit === undefined) assert.match(code!, /^(backend-unavailable|device-lost)$/);
        else assert.equal(digit, 7);
      }
      if (next === 'cpu') assert.ok(log.heard.includes('digit-ready cpu'), log.heard.join(', '));
    });
  }
});
