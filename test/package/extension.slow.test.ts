import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { afterEach, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { DIST } from '../../scripts/build/paths.js';
import { launchChromium, useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { projectFolder, type FreshProject } from './fresh-project.js';

const { strokes, digit } = DRAWINGS.find((drawing) => drawing.digit === 7)!;
const STROKES = JSON.stringify(strokes);

const MANIFEST = {
  ...{ manifest_version: 3, name: 'Digits', version: '1.0' },
  background: { service_worker: 'background.js', type: 'module' },
  content_scripts: [
    { matches: ['http://127.0.0.1/*'], js: ['dist/digit-recognizer.standalone.js', 'content.js'] },
  ],
  web_accessible_resources: [{ matches: ['http://127.0.0.1/*'], resources: ['dist/*'] }],
};

/** A module service worker, in which every import() is refused. */
const BACKGROUND = `
  import { createRecognizer } from './dist/recognizer.static.js';
  import * as recognizer from './dist/recognizer.js';
  const read = async (create) => (await (await create()).recognize(${STROKES})).digit;
  chrome.runtime.onMessage.addListener((_, sender, respond) => {
    Promise.allSettled([createRecognizer, recognizer.createRecognizer].map(read)).then((answers) =>
      respond(answers.map(({ value, reason }) => value ?? reason.message)));
    return true;
  });`;

/** A content script, to which the page's custom elements are null. */
const CONTENT = `
  const at = (name) => chrome.runtime.getURL('dist/' + name);
  async function run() {
    const seen = { customElements };
    const read = async ({ createRecognizer }) => (await (await createRecognizer()).recognize(${STROKES})).digit;
    DigitRecognizer.define();
    seen.standalone = await read(DigitRecognizer);
    await import(at('digit-recognizer.js'));
    const { define } = await import(at('elements/define.js'));
    define('my-digit');
    define('my-digit', null);
    seen.module = await read(await import(at('recognizer.js')));
    seen.worker = await chrome.runtime.sendMessage('read');
    return seen;
  }
  run().catch((error) => String(error.stack)).then((seen) => {
    document.documentElement.dataset.seen = JSON.stringify(seen);
  });`;

describe('in an extension of the browser', () => {
  const chromium = useChromium({
    pages: { '/page.html': '<!doctype html><link rel="icon" href="data:,"><p>A page' },
  });
  let extension: FreshProject;
  let browser: Browser;
  afterEach(async () => {
    await browser?.close();
    await extension?.remove();
  });

  it('content scripts read and define nothing; its service worker reads, or says how to', async () => {
    extension = await projectFolder({
      'manifest.json': JSON.stringify(MANIFEST),
      'background.js': BACKGROUND,
      'content.js': CONTENT,
    });
    await cp(DIST, `${extension.folder}/dist`, { recursive: true });
    browser = await launchChromium({ pipe: true, enableExtensions: [extension.folder] });
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${chromium.server.origin}/page.html`);
    await page.waitForFunction(() => document.documentElement.dataset.seen);
    const seen = await page.evaluate(() => document.documentElement.dataset.seen!);
    const { worker, ...content } = JSON.parse(seen) as { worker: [number, string] };
    assert.deepEqual(content, { customElements: null, standalone: digit, module: digit });
    assert.equal(worker[0], digit);
    assert.match(worker[1], /import digit-recognizer\/recognizer-static/);
    assert.deepEqual(faults, []);
  });
});
