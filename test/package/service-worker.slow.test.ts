import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { DIST, ROOT } from '../../scripts/build/paths.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles, type FileServer } from '../support/file-server.js';
import { drawInPage, elementPage, logEvents } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const LIBRARY = '/digit-recognizer/dist/';

/** The fenced blocks of the documents' section on working offline. */
async function documentedBlocks(): Promise<{ worker: string; registration: string }> {
  const document = await readFile(`${ROOT}docs/policies.md`, 'utf8');
  const [section = ''] = document.split('\n## Offline\n')[1]?.split('\n## ') ?? [];
  const [worker, registration] = [...section.matchAll(/```\w+\n(.*?)```/gs)].map(
    ([, code]) => code,
  );
  assert.ok(worker && registration, 'docs/policies.md has a worker, and lines that register it');
  return { worker, registration };
}

/** What the package has, where the documented page has it. */
async function libraryFiles(): Promise<Record<string, Uint8Array>> {
  const list = await readFile(`${DIST}integrity.json`, 'utf8');
  const names = ['integrity.json', ...Object.keys(JSON.parse(list) as Record<string, string>)];
  const contents = names.map(
    async (name) => [LIBRARY + name, await readFile(DIST + name)] as const,
  );
  return Object.fromEntries(await Promise.all(contents));
}

describe('a page with the documented service worker', () => {
  const chromium = useChromium();
  let files: Record<string, Uint8Array>;
  let worker: string;
  let registration: string;
  before(async () => {
    files = await libraryFiles();
    ({ worker, registration } = await documentedBlocks());
  });

  const serve = (others: Record<string, Uint8Array> = {}): Promise<FileServer> =>
    serveFiles({
      folders: [],
      pages: {
        '/': elementPage('backend="cpu"').replace('/dist/', LIBRARY.slice(1)) + registration,
        '/sw.js': worker,
        ...files,
        ...others,
      },
    });

  async function readSeven(page: Page): Promise<number | undefined> {
    const log = await logEvents(page);
    await page.reload();
    const read = log.next('digit-recognized');
    await page.waitForFunction(() => !!customElements.get('digit-recognizer'));
    await drawInPage(page, seven);
    return (await read).digit;
  }

  /** Opens the page once, as a user does, until its worker is at work. */
  async function openOnce(server: FileServer): Promise<Page> {
    const page = await chromium.newFreshPage();
    await page.goto(server.origin);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    return page;
  }

  it('draws and reads when the server is gone after the first visit', async () => {
    const server = await serve();
    const page = await openOnce(server);
    server.close();
    assert.equal(await readSeven(page), 7);
  });

  it('asks the server for the page alone on a later visit', async () => {
    const server = await serve();
    const page = await openOnce(server);
    server.requests.length = 0;
    assert.equal(await readSeven(page), 7);
    const asked = server.requests.filter((path) => path !== '/sw.js' && path !== '/favicon.ico');
    assert.deepEqual(asked, ['/']);
    server.close();
  });

  it('keeps nothing where a byte of the library is another, and reads on from the server', async () => {
    const name = `${LIBRARY}chunks/element.js`;
    const changed = Buffer.concat([files[name]!, Buffer.from('\n')]);
    const server = await serve({ [name]: changed });
    const page = await chromium.newFreshPage();
    await page.goto(server.origin);
    const outcome = await page.evaluate(async () => {
      const worker = (await navigator.serviceWorker.register('sw.js')).installing;
      if (!worker) return 'was not begun';
      while (worker.state === 'installing') await new Promise((resolve) => setTimeout(resolve, 20));
      const names = await caches.keys();
      const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return [worker.state, ...kept.flat().map(({ url }) => url)];
    });
    assert.deepEqual(outcome, ['redundant']);
    assert.equal(await readSeven(page), 7);
    server.close();
  });
});

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
