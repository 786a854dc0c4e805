import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import type Axe from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { ROOT } from '../../../scripts/build/paths.js';
import { buildDemo } from '../../../scripts/demo/build-demo.js';
import { serveFolder, type FolderServer } from '../../../scripts/lib/serve-folder.js';
import { drawInPage } from '../../package/element-page.js';
import { launchChromium } from '../../support/chromium.js';
import { DRAWINGS } from '../../support/drawings.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const EXERCISE = `${ROOT}models/mnist-exercise`;

describe('the demo', () => {
  let folder: string;
  let server: FolderServer;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const elsewhere: string[] = [];

  before(async () => {
    folder = await mkdtemp(`${tmpdir()}/demo-`);
    await buildDemo(`${folder}/`);
    server = await serveFolder(folder);
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.origin)) elsewhere.push(request.url());
    });
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${server.origin}/`);
    await page.waitForSelector('.layer');
  });
  after(async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const said = () => page.$eval('[data-said]', ({ textContent }) => textContent ?? '');
  const labels = (selector: string) =>
    page.$$eval(`${selector} canvas`, (found) => found.map((canvas) => canvas.ariaLabel ?? ''));
  const heads = () =>
    page.$$eval('.layer p:first-of-type', (found) => found.map((line) => line.textContent ?? ''));
  const waitForText = (selector: string, pattern: string, timeout = 30_000) =>
    page.waitForFunction(
      (where, what) => new RegExp(what).test(document.querySelector(where)?.textContent ?? ''),
      { timeout },
      selector,
      pattern,
    );

  it('shows a drawing from its strokes to the last layer', async () => {
    await drawInPage(page, seven);
    await waitForText('[data-said]', 'read on');
    assert.match((await labels('#strokes'))[0]!, /1 stroke, \d+ points, \d\.\d s|2 strokes/);
    const [inked] = /\d+(?= pixels)/.exec((await labels('#image'))[0]!)!;
    assert.ok(Number(inked) > 40 && Number(inked) < 250);
    const layers = await labels('#layers');
    assert.ok(layers.length >= 5);
    for (const label of layers) assert.match(label, /[1-9]\d* of \d+ channels are lit/);
    assert.match((await heads())[0]!, /^conv2d, 12 × 12 × 16$/);
  });

  it('says of the seven what the field says', async () => {
    const [shown, result] = await page.evaluate(() => [
      document.querySelector('digit-probabilities')?.probabilities,
      document.querySelector('digit-recognizer')?.result?.probabilities,
    ]);
    assert.equal(shown!.indexOf(Math.max(...shown!)), 7);
    shown!.forEach((share, digit) => assert.ok(Math.abs(share - result![digit]!) < 1e-4));
  });

  for (const backend of ['wasm', 'webgl', 'webgpu', 'cpu']) {
    it(`reads on ${backend} when that is chosen`, async () => {
      await page.click(`input[value="${backend}"]`);
      await waitForText('[data-said]', `read on ${backend} in [\\d.]+ ms`);
      assert.match(await said(), new RegExp(backend));
    });
  }

  it('measures backends side by side, past the cache', async () => {
    for (const backend of ['cpu', 'wasm', 'tfjs-cpu']) {
      await page.click(`[aria-label="Measure ${backend}"]`);
      await waitForText('#backends [role="status"]', `Measured ${backend}`);
    }
    const rows = await page.$$eval('#backends tbody tr', (found) =>
      found.map((row) => [...row.cells].map((cell) => cell.textContent ?? '')),
    );
    const kilobytes = (backend: string) => {
      const cells = rows.find(([head]) => head === backend)!;
      assert.match(cells[1]!, /^7, /);
      assert.match(cells[2]!, /ms$/);
      return parseFloat(cells[4]!);
    };
    // Library, network (14 kB) and, for wasm, the binary; none is counted as nothing for being cached.
    assert.ok(kilobytes('cpu') > 50 && kilobytes('cpu') < 120);
    assert.ok(kilobytes('wasm') > 450 && kilobytes('wasm') < 700);
    assert.ok(kilobytes('tfjs-cpu') > 600 && kilobytes('tfjs-cpu') < 900);
    assert.match(rows[1]![1]!, /not measured yet/);
  });

  it('follows a network whose folder is dropped on it', async () => {
    await drop(page, EXERCISE);
    await waitForText('#model dl', 'mnist-exercise');
    assert.match((await heads())[0]!, /^conv2d, 26 × 26 × 8$/);
    await page.waitForFunction(() => document.querySelector('digit-recognizer')?.value === '7');
    const model = await page.$eval('digit-recognizer', (element) => element.model);
    assert.match(model, /dropped\/1\/mnist-exercise\/model\.json$/);
    await page.click('[aria-label="Measure cpu"]');
    await waitForText('#backends [role="status"]', 'Measured cpu');
    const row = await page.$$eval(
      '#backends tbody tr',
      (rows) => rows.find(({ cells }) => cells[0]!.textContent === 'cpu')!.textContent,
    );
    assert.match(row ?? '', /7, /);
  });

  it('tells what is wrong with a network that is not whole, and keeps the one before', async () => {
    await drop(page, `${EXERCISE}/model.json`);
    await waitForText('[role="alert"]', 'weights-http');
    const alert = await page.$eval('[role="alert"]', ({ textContent }) => textContent ?? '');
    assert.match(alert, /group1-shard1of1\.bin answered with status 404/);
    assert.match(alert, /Choose model\.json together with the weight files/);
    assert.doesNotMatch(alert, /http:/);
    assert.match((await heads())[0]!, /26 × 26 × 8/);
  });

  it('draws by itself for those who do not', async () => {
    await page.click('#replay');
    await page.waitForFunction(() => document.querySelector('digit-recognizer')?.value === '3');
  });

  it('is a field of a form: a typed answer is judged', async () => {
    await page.focus('#exercise digit-recognizer');
    await page.keyboard.press('7');
    await page.click('#exercise form button');
    await waitForText('#exercise output', 'Yes, 6 \\+ 1 = 7');
  });

  for (const width of [360, 1440]) {
    it(`fits into ${width} pixels`, async () => {
      await page.setViewport({ width, height: 800 });
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(scroll <= width);
    });
  }

  for (const scheme of ['light', 'dark']) {
    it(`leaves axe nothing to find, ${scheme}`, async () => {
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ]);
      assert.deepEqual(await violationsOn(page), []);
    });
  }

  it('has thrown nothing, and asked nobody else for anything', () => {
    assert.deepEqual([errors, elsewhere], [[], []]);
  });
});

/** Drops a file or folder of the disk in the middle of the page, as a hand would. */
async function drop(page: Page, path: string): Promise<void> {
  const session = await page.createCDPSession();
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await session.detach();
}

async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(`${ROOT}node_modules/axe-core/axe.min.js`, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
