import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { measureBuild, type SizeReport } from '../../scripts/size/size.js';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveDist, type DistServer } from './dist-server.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

describe('what a page requests up to its first answer', () => {
  let report: SizeReport;
  let server: DistServer;
  let browser: Browser;

  before(async () => {
    report = await measureBuild();
    server = await serveDist(
      (backend) =>
        `<!doctype html><link rel="icon" href="data:,">
         <script type="module" src="dist/digit-recognizer.js"></script>
         <digit-recognizer backend="${backend}"></digit-recognizer>`,
    );
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  for (const backend of ['auto', 'cpu', 'wasm', 'webgl', 'webgpu']) {
    it(`is what the sum of ${backend} counts`, async () => {
      server.requests.length = 0;
      // A context of its own has no cache.
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.goto(server.url + backend);
      const answer = await page.evaluate(async (strokes) => {
        await customElements.whenDefined('digit-recognizer');
        const element = document.querySelector('digit-recognizer') as DigitRecognizerElement;
        element.strokes = strokes;
        return element.recognize();
      }, seven);
      await context.close();
      assert.equal(answer?.digit, 7);
      if (backend !== 'auto') assert.equal(answer.backend, backend);
      const sum = report.sums.find(({ name }) => name === backend)!;
      assert.deepEqual([...server.requests].sort(), [...sum.files].sort());
    });
  }
});
