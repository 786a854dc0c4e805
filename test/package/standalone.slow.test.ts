import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { ROOT } from '../../scripts/build/paths.js';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import { DRAWINGS } from '../support/drawings.js';
import { drawInPage } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)?.strokes ?? [];

describe('dist/digit-recognizer.standalone.js in a page opened from file://', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];

  before(async () => {
    // Alone in a folder of its own: nothing of dist/ is beside it to be fetched.
    folder = await mkdtemp(path.join(tmpdir(), 'standalone-'));
    await copyFile(
      `${ROOT}dist/digit-recognizer.standalone.js`,
      path.join(folder, 'digit-recognizer.standalone.js'),
    );
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });

  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const backend of ['auto', 'cpu', 'wasm', 'webgl', 'webgpu']) {
    it(`reads a digit drawn with the pointer on ${backend}`, async () => {
      const file = path.join(folder, `${backend}.html`);
      await writeFile(
        file,
        `<!doctype html><script src="digit-recognizer.standalone.js"></script>
         <digit-recognizer backend="${backend}" loading="eager"></digit-recognizer>`,
      );
      page = await browser.newPage();
      page.on('request', (request) => requests.push(request.url()));
      requests.length = 0;
      await page.goto(`file://${file}`);
      const answer = page.evaluate(
        () =>
          new Promise<unknown[]>((resolve) => {
            document.addEventListener('digit-recognized', (event) => {
              const { digit, backend: used } = (event as CustomEvent).detail;
              resolve([digit, used]);
            });
          }),
      );
      await page.evaluate(() => document.querySelector('digit-recognizer')?.ready);
      await drawInPage(page, seven);
      const [digit, used] = await answer;
      assert.equal(digit, 7);
      if (backend !== 'auto') assert.equal(used, backend);
      const others = requests.filter(
        (url) => !url.startsWith(`file://${folder}`) && !url.startsWith('blob:'),
      );
      assert.deepEqual(others, []);
      assert.equal(requests.length, 2, `the page and its script only: ${requests.join(', ')}`);
      await page.close();
    });
  }
});
