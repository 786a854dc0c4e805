import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { generateNetwork } from '../../scripts/bench/generated-network.js';
import { WEIGHTS_FILE } from '../../scripts/lib/descriptor.js';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles, type FileServer } from '../support/file-server.js';
import { drawInPage, elementPage, logEvents } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

/** The strictest policy that a page with the element can have; wasm needs one word more. */
const policy = (scripts: string) =>
  `default-src 'none'; script-src ${scripts}; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'`;

/** So large that `auto` would take wasm first: 20 to 1,000 million multiply-adds. */
const { multiplyAdds, json, weights } = generateNetwork(25e6, 1);
const LARGE = '/large/model.json';

/** What a page under a policy answered and asked for. Its browser had no complaint. */
interface Visit {
  readonly digit: number | undefined;
  readonly backend: string | undefined;
  /** URLs of everything, without the page itself and the icon that browsers look for. */
  readonly urls: string[];
}

describe('a page that allows nothing but its own scripts, styles and connections', () => {
  let browser: Browser;
  let server: FileServer;
  before(async () => {
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });
  after(() => browser.close());

  async function visit(scripts: string, attributes: string): Promise<Visit> {
    server = await serveFiles({
      pages: {
        // Under this policy a page can have no icon either.
        '/page.html': elementPage(`loading="eager" display="chips" ${attributes}`).replace(
          /<link rel="icon"[^>]*>/,
          '',
        ),
        [LARGE]: json,
        [`/large/${WEIGHTS_FILE}`]: weights,
      },
      headers: { 'content-security-policy': policy(scripts) },
    });
    const page = await browser.newPage();
    const complaints: string[] = [];
    const urls: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => urls.push(request.url()));
    const log = await logEvents(page);
    const ready = log.next('digit-ready');
    await page.goto(`${server.origin}/page.html`);
    await ready;
    const read = log.next('digit-recognized');
    await drawInPage(page, seven);
    const { digit, backend } = await read;
    // Everything else that makes nodes, styles or addresses.
    await page.evaluate(async () => {
      const element = document.querySelector('digit-recognizer')!;
      element.toSVG();
      await element.toBlob();
      element.lang = 'de';
      element.setCustomValidity('No.');
      element.reportValidity();
      element.clear();
      await element.updateComplete;
    });
    await page.close();
    server.close();
    assert.deepEqual(complaints, []);
    assert.deepEqual(urls.filter(isElsewhere), []);
    return { digit, backend, urls: urls.slice(1).filter(isNoIcon) };
  }

  const isElsewhere = (url: string) => new URL(url).origin !== server.origin;
  const isNoIcon = (url: string) => !url.endsWith('/favicon.ico');

  const rows: Record<string, string> = {
    auto: "'self'",
    cpu: "'self'",
    webgl: "'self'",
    webgpu: "'self'",
    wasm: "'self' 'wasm-unsafe-eval'",
  };
  for (const [name, scripts] of Object.entries(rows)) {
    it(`${name} reads under script-src ${scripts}, and asks its own origin alone`, async () => {
      const { digit, backend, urls } = await visit(scripts, `backend="${name}"`);
      assert.deepEqual([digit, backend], [7, name === 'auto' ? 'cpu' : name]);
      assert.ok(urls.length >= 5, urls.join(' '));
    });
  }

  it('auto passes over wasm for a network that it would take it for, and fetches none of it', async () => {
    assert.ok(multiplyAdds > 20e6 && multiplyAdds < 1e9);
    const { backend, urls } = await visit("'self'", `model="${LARGE}"`);
    assert.equal(backend, 'webgl');
    assert.ok(
      urls.some((url) => url.endsWith('/webgl.js')),
      urls.join(' '),
    );
    assert.deepEqual(
      urls.filter((url) => url.includes('wasm')),
      [],
    );
  });

  it('and auto takes it as soon as that is allowed', async () => {
    const { backend } = await visit("'self' 'wasm-unsafe-eval'", `model="${LARGE}"`);
    assert.equal(backend, 'wasm');
  });
});
