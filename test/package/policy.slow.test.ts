import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles, type FileServer } from '../support/file-server.js';
import { drawInPage, elementPage, logEvents } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)?.strokes ?? [];

describe('a page whose policy has no wasm-unsafe-eval', () => {
  let server: FileServer;
  let browser: Browser;

  before(async () => {
    const choices = ['auto', 'wasm', 'wasm cpu', 'webgl', 'webgpu'];
    server = await serveFiles({
      pages: Object.fromEntries(
        choices.map((backend) => [
          `/${backend.replace(' ', '-')}.html`,
          elementPage(`backend="${backend}" loading="eager"`),
        ]),
      ),
      headers: {
        'content-security-policy': "default-src 'self'; script-src 'self'; img-src 'self' data:",
      },
    });
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  /** Opens a page, and draws a 7 in it. */
  async function draw(name: string, awaited: 'digit-recognized' | 'digit-error') {
    server.requests.length = 0;
    const page = await browser.newPage();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') violations.push(message.text());
    });
    const log = await logEvents(page);
    const loaded = log.next(awaited === 'digit-error' ? 'digit-error' : 'digit-ready');
    await page.goto(`${server.origin}/${name}.html`);
    await loaded;
    const told = log.next(awaited);
    await drawInPage(page, seven);
    const detail = await told;
    const strokes = await page.evaluate(
      () => document.querySelector('digit-recognizer')?.strokes.length,
    );
    await page.close();
    assert.equal(strokes, seven.length);
    assert.deepEqual(server.requests.filter(isBinary), []);
    return { ...detail, heard: log.heard, violations };
  }

  const isBinary = (path: string) => path.endsWith('.wasm');

  it('reads on auto, and asks for no wasm', async () => {
    const { digit, violations } = await draw('auto', 'digit-recognized');
    assert.equal(digit, 7);
    assert.deepEqual(violations, []);
  });

  for (const backend of ['webgl', 'webgpu']) {
    it(`reads on ${backend} as elsewhere`, async () => {
      const answer = await draw(backend, 'digit-recognized');
      assert.deepEqual([answer.digit, answer.backend], [7, backend]);
    });
  }

  it('is told why backend="wasm" cannot be, before 137 kB are fetched in vain', async () => {
    const { code, message } = await draw('wasm', 'digit-error');
    assert.equal(code, 'backend-unavailable');
    assert.match(message!, /wasm backend.*Content-Security-Policy.*'wasm-unsafe-eval'/);
  });

  it('reads on the next of a list, and says which', async () => {
    const { digit, heard } = await draw('wasm-cpu', 'digit-recognized');
    assert.equal(digit, 7);
    assert.deepEqual(heard, ['digit-ready cpu', 'digit-recognized cpu']);
  });
});

describe('a page that enforces Trusted Types', () => {
  let server: FileServer;
  let browser: Browser;

  before(async () => {
    const names = ['cpu', 'wasm', 'webgl', 'webgpu'];
    server = await serveFiles({
      pages: Object.fromEntries(
        names.map((name) => [
          `/${name}.html`,
          elementPage(`backend="${name}" loading="eager" display="chips"`),
        ]),
      ),
      headers: {
        'content-security-policy': [
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:",
          // Lit makes its templates by a policy of this name, from text that stands in the code.
          "require-trusted-types-for 'script'; trusted-types lit-html",
        ].join('; '),
      },
    });
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  for (const backend of ['cpu', 'wasm', 'webgl', 'webgpu']) {
    it(`is drawn on, answered by ${backend}, corrected and wiped, and nothing is held up`, async () => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      const log = await logEvents(page);
      const ready = log.next('digit-ready');
      await page.goto(`${server.origin}/${backend}.html`);
      await ready;
      // The policy is at work: what the element must not do fails here.
      const refused = await page.evaluate(() => {
        try {
          document.createElement('div').innerHTML = '<b>text</b>';
          return '';
        } catch (error) {
          return (error as Error).name;
        }
      });
      assert.equal(refused, 'TypeError');
      complaints.length = 0;
      const read = log.next('digit-recognized');
      await drawInPage(page, seven);
      const answer = await read;
      assert.deepEqual([answer.digit, answer.backend], [7, backend]);
      const corrected = log.next('digit-corrected');
      await page.evaluate(() => document.querySelector('digit-recognizer')?.focus());
      await page.keyboard.press('1');
      assert.equal((await corrected).digit, 1);
      const left = await page.evaluate(async () => {
        const element = document.querySelector('digit-recognizer')!;
        const svg = element.toSVG();
        const { type } = await element.toBlob();
        element.lang = 'de';
        element.clear();
        await element.updateComplete;
        return [svg.startsWith('<svg'), type, element.value, element.strokes.length];
      });
      assert.deepEqual(left, [true, 'image/png', '', 0]);
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
});
