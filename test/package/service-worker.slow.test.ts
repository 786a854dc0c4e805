import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles, type FileServer } from '../support/file-server.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

/** Answers a message with strokes by the digit, or by what is said of it. */
const worker = (library: string) => `
  import { createRecognizer } from '${library}';
  addEventListener('message', async ({ data: { strokes, backend }, ports: [port] }) => {
    try {
      const recognizer = await createRecognizer({ backend });
      port.postMessage((await recognizer.recognize(strokes)).digit);
    } catch (error) {
      port.postMessage(error.message);
    }
  });`;

describe('a module service worker, which may not import()', () => {
  let server: FileServer;
  let browser: Browser;
  before(async () => {
    server = await serveFiles({
      pages: {
        '/': '<!doctype html><link rel="icon" href="data:,">',
        '/static.js': worker('/dist/recognizer.static.js'),
        '/lazy.js': worker('/dist/recognizer.js'),
      },
    });
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  async function ask(script: string, backend: string): Promise<unknown> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.goto(server.origin);
    const answer = await page.evaluate(
      async (url, message) => {
        await navigator.serviceWorker.register(url, { type: 'module' });
        const { active } = await navigator.serviceWorker.ready;
        const { port1, port2 } = new MessageChannel();
        active!.postMessage(message, [port2]);
        return new Promise<unknown>((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      },
      script,
      { strokes: seven, backend },
    );
    await context.close();
    return answer;
  }

  for (const backend of ['auto', 'wasm']) {
    it(`reads on ${backend} with recognizer.static.js`, async () => {
      assert.equal(await ask('/static.js', backend), 7);
    });
  }

  it('is told so by recognizer.js', async () => {
    assert.match(String(await ask('/lazy.js', 'auto')), /service worker.*recognizer-static/);
  });
});
