import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, it } from 'node:test';
import type Axe from 'axe-core';
import type { CDPSession, Page } from 'puppeteer-core';
import { ROOT } from '../../../scripts/build/paths.js';
import type { Point } from '../../../src/ink/index.js';
import { drawInPage } from '../../package/element-page.js';
import { line, writeNumber } from '../../support/written-numbers.js';
import { useDemo, watch } from '../use-demo.js';
import { handOfOne, PEOPLE } from './people.js';

/** The page takes a press sooner than this, in milliseconds, as meant for the screen before. */
const SECOND_PRESS = 500;

type Strokes = readonly (readonly Point[])[];

describe('the kiosk', () => {
  const demo = useDemo();
  let page: Page;
  let complaints: readonly string[];
  let urls: readonly string[];

  beforeEach(async () => {
    await page?.close();
    page = await demo.browser.newPage();
    await page.setViewport({ width: 820, height: 1180 });
    ({ complaints, urls } = watch(page));
    await page.goto(`${demo.origin}/templates/kiosk.html`);
    await ready();
  });

  const heading = () => page.$eval('h1', ({ innerText }) => innerText.replace(/\s+/g, ' '));
  /** Waits for a screen, and until it takes a press. */
  const screen = async (text: string) => {
    await page.waitForFunction(
      (wanted) => document.querySelector('h1')!.textContent!.includes(wanted),
      {},
      text,
    );
    await new Promise((resolve) => setTimeout(resolve, SECOND_PRESS));
  };
  const ready = () =>
    page.waitForFunction(
      () =>
        document.querySelector('number-recognizer')?.shadowRoot?.querySelector('digit-pad')
          ?.clientWidth,
    );
  const value = () => page.$eval('number-recognizer', (field) => field.value);
  const status = () => page.$eval('main [role=status]', ({ textContent }) => textContent ?? '');
  const set = (name: string, seconds: string) =>
    page.evaluate((key, text) => (document.body.dataset[key] = text), name, seconds);
  const write = async (strokes: Strokes) => {
    await ready();
    await drawInPage(page, strokes, undefined, 'number-recognizer');
  };

  it('is played through by pen', async () => {
    const pen = await penOn(page);
    await ready();
    await pen(writeNumber('1270'));
    await screen('How many boxes?');
    await ready();
    await pen(writeNumber('12'));
    await screen('right?');
    assert.equal(await heading(), '12 boxes — right?');
    await set('thanks', '1');
    await page.click('[data-do=yes]');
    await page.waitForFunction(() => document.querySelector('main')!.innerText.includes('Thank'));
    assert.equal(await heading(), '12 boxes');
    // By itself.
    await screen('Write your PIN');
    assert.deepEqual(complaints, []);
  });

  it('is played through by keyboard alone', async () => {
    await page.keyboard.type('4071');
    await screen('How many boxes?');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await screen('right?');
    assert.equal(await heading(), '1 box — right?');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('main')!.innerText.includes('Thank'));
    await new Promise((resolve) => setTimeout(resolve, SECOND_PRESS));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await screen('Write your PIN');
    assert.deepEqual(complaints, []);
  });

  it('reads the numbers of somebody else, or asks', { skip: PEOPLE }, async () => {
    const hand = await handOfOne();
    await write(hand('3805'));
    await screen('');
    await page.waitForFunction(() => !document.querySelector('[kind=code]'));
    if (!/How many/.test(await heading())) await page.click('[data-do=yes]');
    await screen('How many boxes?');
    await write(hand('47'));
    await screen('right?');
    assert.equal(await heading(), '47 boxes — right?');
  });

  it('asks where a reading is in doubt, and shows only that digit of a PIN', async () => {
    // A one with a flag that is half a seven's.
    const doubtful = [line([128, 22], [158, 14]).concat(line([158, 14], [146, 86]))];
    await write([...writeNumber('2'), ...doubtful, ...writeNumber('00', 75).map(shift(160))]);
    await screen('right?');
    assert.match(await heading(), /^•[17]•• — right\?$/);
    assert.match(await status(), /not easy to read/);
    // No key that is still held down says yes.
    assert.equal(await page.evaluate(() => document.activeElement!.localName), 'h1');
    await page.click('[data-do=no]');
    await screen('Write your PIN');
    assert.equal(await value(), '');
  });

  it('hides a PIN, and leaves nothing of it', async () => {
    await write(writeNumber('27'));
    await page.waitForFunction(() => document.querySelector('number-recognizer')!.value === '27');
    const styles = () =>
      page.$eval('number-recognizer', ({ shadowRoot: root }) => {
        const canvas = root!.querySelector('digit-pad')!.shadowRoot!.querySelector('canvas')!;
        const text = getComputedStyle(root!.querySelector('input')!);
        return {
          text: text.getPropertyValue('-webkit-text-security'),
          brackets: getComputedStyle(root!.querySelector('.brackets')!).display,
          ink: getComputedStyle(canvas).filter !== 'none',
        };
      });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(await styles(), { text: 'disc', brackets: 'none', ink: true });
    await page.click('[data-do=show]');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { text, brackets, ink } = await styles();
    assert.deepEqual([text, brackets !== 'none', ink], ['none', true, false]);

    await page.evaluate(() => (document.querySelector('number-recognizer')!.value = ''));
    await page.focus('number-recognizer');
    await page.keyboard.type('4071');
    await screen('How many boxes?');
    // All that is left of the screen is gone with it; nothing was sent or stored.
    const kept = await page.evaluate(() => ({
      fields: [...document.querySelectorAll('number-recognizer')].map(({ canUndo }) => canUndo),
      stored: localStorage.length + sessionStorage.length,
    }));
    assert.deepEqual(kept, { fields: [false], stored: 0 });
    assert.ok(urls.every((url) => url.startsWith(demo.origin) && !url.includes('4071')));
  });

  it('goes back to the start when nobody is there, and says so before', async () => {
    await write(writeNumber('2'));
    await page.waitForFunction(() => document.querySelector('number-recognizer')!.value === '2');
    await set('idle', '0.3');
    await set('countdown', '2');
    await page.mouse.click(5, 5);
    await page.waitForSelector('#here[open]');
    assert.match(await page.$eval('dialog', ({ innerText }) => innerText), /start in [12] seconds/);
    await set('idle', '1.5');
    await page.click('#here button');
    await page.waitForSelector('#here:not([open])');
    assert.equal(await value(), '2');

    await page.waitForSelector('#here[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#here:not([open])');
    assert.equal(await value(), '2');

    await page.waitForSelector('#here[open]');
    await page.waitForSelector('#here:not([open])');
    assert.equal(await heading(), 'Write your PIN');
    assert.equal(await value(), '');
    assert.equal(await page.$eval('number-recognizer', ({ canUndo }) => canUndo), false);
  });

  it('asks nobody on the start screen whether somebody is there', async () => {
    await set('idle', '0.2');
    await page.mouse.click(5, 5);
    await new Promise((resolve) => setTimeout(resolve, 800));
    assert.equal(await page.$('#here[open]'), null);
  });

  it('says what is wrong with a PIN or a number', async () => {
    await page.keyboard.type('0000');
    await page.waitForFunction(() =>
      document.querySelector('main [role=status]')!.textContent!.startsWith('Nobody has this PIN'),
    );
    assert.equal(await value(), '');
    await screen('Write your PIN');
    await page.keyboard.type('123');
    await page.keyboard.press('Enter');
    assert.match(await status(), /at least 4 digits/);
    await page.keyboard.type('4');
    await screen('How many boxes?');
    await page.keyboard.type('501');
    await page.keyboard.press('Enter');
    assert.match(await status(), /500 or less/);
  });

  it('asks a slow server once, and says that it cannot be reached', async () => {
    const html = await readFile(`${demo.folder}/templates/kiosk.html`, 'utf8');
    await page.setRequestInterception(true);
    let server = 'await new Promise((resolve) => setTimeout(resolve, 300));';
    page.on('request', (request) => {
      if (!request.url().endsWith('kiosk.html')) return void request.continue();
      const asks = `globalThis.asked = (globalThis.asked ?? 0) + 1; ${server}`;
      const body = html.replace(/(async function findPerson.*)/, `$1 ${asks}`);
      void request.respond({ contentType: 'text/html', body });
    });
    await page.reload();
    await ready();
    await page.keyboard.type('4071');
    await screen('How many boxes?');
    assert.equal(await page.evaluate(() => (globalThis as { asked?: number }).asked), 1);

    server = 'throw new TypeError("no connection");';
    await page.reload();
    await ready();
    await page.keyboard.type('4071');
    await page.waitForFunction(() =>
      document.querySelector('main [role=status]')!.textContent!.startsWith('No connection'),
    );
    assert.equal(await heading(), 'Write your PIN');
    assert.deepEqual(complaints, []);
  });

  it('leaves axe nothing to find, has large targets, and fits a phone', async () => {
    await page.addScriptTag({
      content: await readFile(`${ROOT}node_modules/axe-core/axe.min.js`, 'utf8'),
    });
    await page.setViewport({ width: 390, height: 844 });
    const check = async () => {
      const { violations, width, small } = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof Axe };
        const found = (await axe.run()).violations;
        const field = document.querySelector('number-recognizer')?.shadowRoot;
        const buttons = [
          ...document.querySelectorAll('main button'),
          ...(field?.querySelectorAll('.toolbar button') ?? []),
        ];
        return {
          violations: found.map(({ id, nodes }) => `${id} ${nodes[0]!.html}`),
          width: document.documentElement.scrollWidth,
          small: buttons
            .map((button) => button.getBoundingClientRect())
            .filter((box) => box.width < 64 || box.height < 64).length,
        };
      });
      assert.deepEqual({ violations, small }, { violations: [], small: 0 });
      assert.ok(width <= 390, `${width}`);
    };
    await check();
    await page.keyboard.type('4071');
    await screen('How many boxes?');
    await check();
    await page.keyboard.type('112');
    await page.keyboard.press('Enter');
    await screen('right?');
    await check();
    await page.click('[data-do=yes]');
    await page.waitForFunction(() => document.querySelector('main')!.innerText.includes('Thank'));
    await check();
  });
});

/** Moves a stroke to the right. */
function shift(by: number): (stroke: readonly Point[]) => Point[] {
  return (stroke) => stroke.map((point) => ({ ...point, x: point.x + by }));
}

/** Writes into the page's field with a pen of the browser's own. */
async function penOn(page: Page): Promise<(strokes: Strokes) => Promise<void>> {
  const session: CDPSession = await page.createCDPSession();
  return async (strokes) => {
    const box = await page.$eval('number-recognizer', ({ shadowRoot }) => {
      const { x, y, height } = shadowRoot!.querySelector('digit-pad')!.getBoundingClientRect();
      return { x, y, height };
    });
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', point: Point) =>
      session.send('Input.dispatchMouseEvent', {
        ...{ type, pointerType: 'pen', button: 'left', clickCount: 1 },
        buttons: type === 'mouseReleased' ? 0 : 1,
        x: box.x + (point.x / 100) * box.height,
        y: box.y + (point.y / 100) * box.height,
      });
    for (const stroke of strokes) {
      await send('mousePressed', stroke[0]!);
      await Promise.all(stroke.map((point) => send('mouseMoved', point)));
      await send('mouseReleased', stroke.at(-1)!);
    }
  };
}
