import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';

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
  const chromium = useChromium({
    pages: {
      '/': '<!doctype html><link rel="icon" href="data:,">',
      '/static.js': worker('/dist/recognizer.static.js'),
      '/lazy.js': worker('/dist/recognizer.js'),
    },
  });

  async function ask(script: string, backend: string): Promise<unknown> {
    const page = await chromium.newFreshPage();
    await page.goto(chromium.server.origin);
    return page.evaluate(
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
