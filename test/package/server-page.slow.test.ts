import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { watchPage } from './element-page.js';
import { renderOnServer } from './on-server.js';

const { strokes, digit } = DRAWINGS.find((drawing) => drawing.digit === 3)!;

const FIELD = `<digit-recognizer name="answer" value="7" backend="cpu" required>
  <b slot="label">6 + 1</b>
</digit-recognizer>`;

/** Of the page: label, surface, toolbar and result, but not the line that names the backend. */
const CLIP = { x: 0, y: 0, width: 320, height: 520 };

async function picture(page: Page): Promise<Buffer> {
  return Buffer.from(await page.screenshot({ clip: CLIP }));
}

/** Notes for every frame what the field shows. */
const WATCH = `<script>
  globalThis.seen = [];
  (function look() {
    const root = document.querySelector('digit-recognizer')?.shadowRoot;
    if (root) {
      const value = root.querySelector('[part~="digit"]')?.textContent.trim();
      const pads = [...root.querySelectorAll('digit-pad')];
      const canvases = pads.flatMap((pad) => [...(pad.shadowRoot?.querySelectorAll('canvas') ?? [])]);
      seen.push(value + ' above ' + canvases.length + ' surface of ' + pads.length);
    }
    requestAnimationFrame(look);
  })();
</script>`;

describe('a page with the field as a server rendered it', () => {
  const chromium = useChromium(async () => {
    const body = await renderOnServer(`<form>${FIELD}</form>`);
    return {
      pages: {
        '/index.html': `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
          ${WATCH}${body}
          <script type="module" src="/dist/digit-recognizer.js"></script>`,
      },
    };
  });

  async function newPage(): Promise<Page> {
    const page = await chromium.newPage();
    await page.setViewport({ width: 320, height: 640 });
    return page;
  }

  async function open(scripted: boolean): Promise<Page> {
    const page = await newPage();
    await page.setJavaScriptEnabled(scripted);
    await page.goto(`${chromium.server.origin}/index.html`);
    return page;
  }

  it('looks without scripts as it does with them', async () => {
    const before = await picture(await open(false));
    const alive = await open(true);
    await alive.evaluate(() => document.querySelector('digit-recognizer')?.ready);
    assert.ok(before.equals(await picture(alive)));
    const blank = await picture(await newPage());
    assert.ok(!before.equals(blank), 'there is something to see');
  });

  it('shows the value in every frame while it comes to life, and once', async () => {
    const page = await open(true);
    await page.evaluate(() => document.querySelector('digit-recognizer')?.ready);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    assert.deepEqual([...new Set(seen)], ['7 above 1 surface of 1']);
  });

  it('takes part in its form, and reads what is drawn', async () => {
    const page = await newPage();
    const watched = await watchPage(page);
    await watched.open(`${chromium.server.origin}/index.html`);
    const sent = () =>
      page.evaluate(() => [...new FormData(document.querySelector('form')!)].flat().join());
    assert.equal(await sent(), 'answer,7');
    await page.evaluate(() => {
      (document.querySelector('digit-recognizer') as DigitRecognizerElement).clear();
    });
    assert.equal((await watched.draw(strokes)).digit, digit);
    assert.equal(await sent(), `answer,${digit}`);
  });
});
