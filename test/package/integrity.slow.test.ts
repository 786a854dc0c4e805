import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { DIST } from '../../scripts/build/paths.js';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles } from '../support/file-server.js';
import { drawInPage, elementPage, logEvents } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const BACKENDS = ['cpu', 'wasm', 'webgl', 'webgpu'];
const PRELOADED = 'chunks/element.js';
const NETWORK = 'chunks/bundled-network.js';
const BINARY = 'wasm/tfjs-backend-wasm-simd.wasm';

const digests = JSON.parse(await readFile(`${DIST}integrity.json`, 'utf8')) as Record<
  string,
  string
>;

/** As docs/policies.md says: the digests of all modules in an import map, on the script's tag and on a preload. */
function pageWithIntegrity(attributes: string): string {
  const integrity = Object.fromEntries(
    Object.entries(digests).map(([name, digest]) => [`/dist/${name}`, digest]),
  );
  const map = `<script type="importmap">${JSON.stringify({ integrity })}</script>`;
  const preload = `<link rel="modulepreload" crossorigin href="/dist/${PRELOADED}" integrity="${digests[PRELOADED]}">`;
  return elementPage(`loading="eager" ${attributes}`).replace(
    '<script type="module"',
    `${map}${preload}<script type="module" crossorigin integrity="${digests['digit-recognizer.js']}"`,
  );
}

/** The same file with one bit of one byte another: of a module a letter, so that it may still run. */
async function damaged(name: string): Promise<Uint8Array> {
  const bytes = await readFile(DIST + name);
  bytes[bytes.length - 3]! ^= 1;
  return bytes;
}

describe('a page that states the digests of dist/integrity.json', () => {
  let browser: Browser;
  before(async () => {
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });
  after(() => browser.close());

  /** @param files that are served in place of those of dist/, by path below it. */
  async function visit(attributes: string, files: Record<string, Uint8Array> = {}) {
    const server = await serveFiles({
      pages: {
        '/page.html': pageWithIntegrity(attributes),
        ...Object.fromEntries(Object.entries(files).map(([name, file]) => [`/dist/${name}`, file])),
      },
    });
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const log = await logEvents(page);
    const done = async () => {
      await page.close();
      server.close();
    };
    return { server, page, errors, log, done };
  }

  it('has one for each file, and each is right', async () => {
    for (const [name, digest] of Object.entries(digests)) {
      const sum = createHash('sha384').update(await readFile(DIST + name));
      assert.equal(digest, `sha384-${sum.digest('base64')}`, name);
    }
  });

  for (const backend of BACKENDS) {
    it(`reads on ${backend}, and fetches no file without one`, async () => {
      const { server, page, errors, log, done } = await visit(`backend="${backend}" lang="de"`);
      const ready = log.next('digit-ready');
      await page.goto(`${server.origin}/page.html`);
      await ready;
      const read = log.next('digit-recognized');
      await drawInPage(page, seven);
      assert.equal((await read).digit, 7);
      const fetched = server.requests.filter((path) => path.startsWith('/dist/'));
      assert.ok(fetched.includes('/dist/languages/de.js'), fetched.join(' '));
      for (const path of fetched) assert.ok(path.slice('/dist/'.length) in digests, path);
      assert.equal(fetched.filter((path) => path === `/dist/${PRELOADED}`).length, 1);
      assert.deepEqual(errors, []);
      await done();
    });

    const chunk = `backends/${backend}.js`;
    it(`refuses a changed byte in ${chunk}, and says which part it is`, async () => {
      const { server, page, errors, log, done } = await visit(`backend="${backend}"`, {
        [chunk]: await damaged(chunk),
      });
      const failed = log.next('digit-error');
      await page.goto(`${server.origin}/page.html`);
      const { code, message } = await failed;
      assert.equal(code, 'backend-failed');
      assert.match(message!, new RegExp(chunk));
      assert.ok(errors.some((error) => /integrity/.test(error) && error.includes(chunk)));
      await done();
    });
  }

  for (const file of ['digit-recognizer.js', PRELOADED]) {
    it(`runs nothing where a byte of ${file} is another`, async () => {
      const { server, page, errors, done } = await visit('', { [file]: await damaged(file) });
      await page.goto(`${server.origin}/page.html`, { waitUntil: 'networkidle0' });
      const isDefined = await page.evaluate(() => !!customElements.get('digit-recognizer'));
      assert.equal(isDefined, false);
      assert.ok(errors.some((error) => /integrity/.test(error) && error.includes(file)));
      await done();
    });
  }

  it('refuses a changed byte in the bundled network, and says which part it is', async () => {
    const { server, page, errors, log, done } = await visit('', {
      [NETWORK]: await damaged(NETWORK),
    });
    const failed = log.next('digit-error');
    await page.goto(`${server.origin}/page.html`);
    const { code, message } = await failed;
    assert.equal(code, 'part-unreachable');
    assert.match(message!, /holds the bundled network.*chunks\/bundled-network\.js/);
    assert.ok(errors.some((error) => /integrity/.test(error) && error.includes(NETWORK)));
    await done();
  });

  it('is told by the library itself that the wasm binary is another', async () => {
    const files = { [BINARY]: await damaged(BINARY) };
    const { server, page, log, done } = await visit('backend="wasm"', files);
    const failed = log.next('digit-error');
    await page.goto(`${server.origin}/page.html`);
    const { code, message } = await failed;
    assert.equal(code, 'backend-unavailable', message);
    assert.match(message!, /wasm-simd.*SHA-256.*damaged or of another version/);
    await done();
  });
});
