import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { ROOT } from '../../../scripts/build/paths.js';
import type { DigitRecognizerElement } from '../../../src/elements/digit-recognizer-element.js';
import { drawInPage } from '../../package/element-page.js';
import { DRAWINGS } from '../../support/drawings.js';
import { useDemo, violationsOn } from '../use-demo.js';

type Field = DigitRecognizerElement;

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const EXERCISE = `${ROOT}models/mnist-exercise`;

describe('the demo', () => {
  const demo = useDemo();
  let page: Page;
  const errors: string[] = [];
  const elsewhere: string[] = [];

  before(async () => {
    page = await demo.browser.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(demo.origin)) elsewhere.push(request.url());
    });
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${demo.origin}/`);
    await page.waitForSelector('.layer');
  });

  const openPage = async (url: string): Promise<Page> => {
    const other = await demo.browser.newPage();
    other.on('pageerror', (error) => errors.push(String(error)));
    await other.goto(url);
    return other;
  };
  const said = () => page.$eval('[data-said]', ({ textContent }) => textContent ?? '');
  const labels = (selector: string) =>
    page.$$eval(`${selector} canvas`, (found) => found.map((canvas) => canvas.ariaLabel ?? ''));
  const heads = () =>
    page.$$eval('.layer p', (found) => found.map((line) => line.textContent ?? ''));
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
    assert.match((await heads())[0]!, /^Convolution 5 × 5, relu 12 × 12 × 16$/);
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
    assert.match((await heads())[0]!, / 26 × 26 × 8$/);
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

  it('draws again what was drawn, and loses nothing of it when it is interrupted', async () => {
    const drawing = () => page.$eval('#pad', (pad) => JSON.stringify((pad as Field).drawing));
    await page.$eval('#pad', (pad) => {
      const field = pad as Field;
      const { strokes, ...frame } = field.drawing!;
      // As slow as a hand, so that there is something to interrupt.
      field.drawing = {
        ...frame,
        strokes: strokes.map((stroke) => stroke.map((point, i) => ({ ...point, t: i * 40 }))),
      };
    });
    const before = await drawing();
    await page.click('#replay');
    await page.waitForFunction(
      (whole) => JSON.stringify((document.querySelector('#pad') as Field).drawing) !== whole,
      {},
      before,
    );
    await page.focus('#pad');
    await page.keyboard.press('Shift');
    assert.equal(await drawing(), before);
  });

  it('makes a link that brings the drawing back', async () => {
    await page.click('#link');
    await page.waitForFunction(() => location.hash.startsWith('#drawing='));
    const other = await openPage(page.url());
    await other.waitForFunction(() => (document.querySelector('#pad') as Field).value === '7');
    assert.match((await other.$eval('#strokes canvas', ({ ariaLabel }) => ariaLabel))!, /points/);
    await other.close();
    const broken = await openPage(`${demo.origin}/#drawing=7.x`);
    await broken.waitForFunction(() => /broken/.test(document.querySelector('#link')!.textContent));
    await broken.close();
  });

  it('draws by itself on an empty field', async () => {
    const other = await openPage(`${demo.origin}/`);
    await other.waitForSelector('.layer');
    await other.click('#replay');
    await other.waitForFunction(() => (document.querySelector('#pad') as Field).value === '3');
    await other.close();
  });

  it('comes whole when the network comes late, and stays where it is until then', async () => {
    const other = await demo.browser.newPage();
    await other.setViewport({ width: 390, height: 844 });
    let isDown = true;
    await other.setRequestInterception(true);
    other.on(
      'request',
      (request) =>
        void (isDown && /bundled-network|\.bin/.test(request.url())
          ? request.abort()
          : request.continue()),
    );
    await other.goto(`${demo.origin}/`);
    await other.waitForFunction(() =>
      (document.querySelector('#pad') as Field).matches(':state(error)'),
    );
    assert.equal(await other.evaluate(() => scrollY), 0);
    assert.equal(
      await other.$eval('[role="alert"]', (alert) => (alert as HTMLElement).hidden),
      true,
    );
    isDown = false;
    await other.$eval('#pad', (pad) =>
      pad.shadowRoot!.querySelector<HTMLElement>('[part~="retry-button"]')!.click(),
    );
    await other.waitForSelector('.layer');
    await drawInPage(other, seven);
    await other.waitForFunction(() =>
      /channels are lit/.test(document.querySelector('.layer canvas')!.ariaLabel!),
    );
    await other.close();
  });

  for (const [what, viewport] of Object.entries({
    'a phone': { width: 412, height: 823 },
    'a desk': { width: 1350, height: 940 },
  })) {
    it(`keeps its layout while it loads, on ${what}`, async () => {
      const other = await demo.browser.newPage();
      await other.setViewport(viewport);
      await other.evaluateOnNewDocument(() => {
        const page = globalThis as unknown as { shifted: number };
        page.shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            page.shifted += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await other.goto(`${demo.origin}/`);
      await other.waitForSelector('.layer');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const shift = await other.evaluate(
        () => (globalThis as unknown as { shifted: number }).shifted,
      );
      assert.ok(shift <= 0.02, `${shift}`);
      await other.close();
    });
  }

  it('is a field of a form: a typed answer is judged', async () => {
    await page.bringToFront();
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
