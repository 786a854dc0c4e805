import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Page, SerializedAXNode } from 'puppeteer-core';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { FramedDrawing } from '../../src/ink/index.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { drawInPage, elementPage } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

const FORM = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
  <script type="module" src="/dist/digit-recognizer.js"></script>
  <form action="/thanks.html">
    <label for="answer">6 + 1 =</label>
    <digit-recognizer id="answer" name="answer" name-strokes="ink" backend="cpu" loading="eager"
      required></digit-recognizer>
    <button>Send</button>
  </form>`;

/** As assistive technology is told of it. */
function spinButton(node: SerializedAXNode | null): SerializedAXNode | undefined {
  if (node?.role === 'spinbutton') return node;
  return node?.children?.map(spinButton).find((found) => found !== undefined);
}

/** What the page's first element holds. */
async function fieldOf(page: Page) {
  return page.evaluate(() => {
    const { value, strokes } = document.querySelector('digit-recognizer') as DigitRecognizerElement;
    return { value, strokes: strokes.length };
  });
}

describe('a form with the element in a browser', () => {
  const chromium = useChromium(
    {
      pages: {
        '/form.html': FORM,
        '/thanks.html': '<!doctype html><title>thanks</title>',
        '/focus.html': elementPage('backend="cpu" autofocus'),
      },
      // Without the cache for going back, the browser restores forms from what fields gave it.
      headers: { 'cache-control': 'no-store' },
    },
    { args: ['--disable-features=BackForwardCache'] },
  );
  let page: Page;
  beforeEach(async () => {
    page = await chromium.newFreshPage();
  });

  async function fill(): Promise<void> {
    await page.goto(`${chromium.server.origin}/form.html`);
    await page.evaluate(() => document.querySelector('digit-recognizer')?.ready);
    const read = page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('digit-recognized', resolve, { once: true });
        }),
    );
    await drawInPage(page, seven);
    await read;
  }

  it('is not sent while the answer is missing, and says so at the field', async () => {
    await page.goto(`${chromium.server.origin}/form.html`);
    await page.evaluate(() => document.querySelector('digit-recognizer')?.ready);
    await page.click('button');
    assert.match(page.url(), /form\.html$/);
    const field = spinButton(await page.accessibility.snapshot());
    assert.equal(field?.name, '6 + 1 =');
    assert.equal(field?.focused, true);
    assert.equal(field?.invalid, 'true');
  });

  it('sends the digit, and the strokes under a name of their own', async () => {
    await fill();
    await Promise.all([page.waitForNavigation(), page.click('button')]);
    const { searchParams } = new URL(page.url());
    assert.equal(searchParams.get('answer'), '7');
    const { width, height, strokes } = JSON.parse(searchParams.get('ink')!) as FramedDrawing;
    assert.equal(strokes.length, seven.length);
    assert.ok(strokes[0]!.every(({ x, y }) => x > 0 && x < width && y > 0 && y < height));
  });

  it('is sent by Enter in the field', async () => {
    await page.goto(`${chromium.server.origin}/form.html`);
    await page.focus('digit-recognizer');
    await page.keyboard.press('4');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal(new URL(page.url()).searchParams.get('answer'), '4');
  });

  it('has its drawing again when one comes back to it', async () => {
    await fill();
    const before = await fieldOf(page);
    await Promise.all([page.waitForNavigation(), page.click('button')]);
    await page.goBack();
    await page.evaluate(() => document.querySelector('digit-recognizer')?.ready);
    assert.deepEqual(await fieldOf(page), before);
    assert.deepEqual(before, { value: '7', strokes: seven.length });
  });

  it('has the focus where the page asks for it', async () => {
    await page.goto(`${chromium.server.origin}/focus.html`);
    await page.waitForFunction(() => document.activeElement?.localName === 'digit-recognizer');
    await page.keyboard.press('5');
    assert.equal((await fieldOf(page)).value, '5');
  });
});
