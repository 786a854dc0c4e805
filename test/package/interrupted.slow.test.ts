import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { Point } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { moveMouse } from './element-page.js';
import {
  assertHistory,
  assertInk,
  assertSame,
  draw,
  field,
  inside,
  usePenPage,
  pathOn,
  penDown,
  pressControl,
  readingOf,
  show,
  strokesOf,
  surfaceOf,
} from './pen-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const four = DRAWINGS.find(({ digit }) => digit === 4)!.strokes;

/** So far from the page's corner that a place on the page is none on the surface. */
const PAGE = `
  <div id="there"></div>
  <dialog open id="here" style="position: static; margin: 90px 0 0 230px">${field()}</dialog>
  <p style="height: 2000px"></p>`;

interface Half {
  /** In client coordinates of the page. */
  readonly way: Point[];
  /** In CSS pixels of the surface. */
  readonly points: Point[];
}

describe('a stroke that is being drawn', () => {
  let page: Page;
  usePenPage(async (opened) => {
    page = opened;
    await page.setViewport({ width: 800, height: 700 });
  });
  afterEach(() => page.mouse.reset());

  /** A half of a seven as it is now to be drawn on the page. */
  async function half(which: 'first' | 'second'): Promise<Half> {
    const surface = await surfaceOf(page.mainFrame());
    const [stroke = []] = pathOn(surface, seven);
    const middle = stroke.length / 2;
    const way = which === 'first' ? stroke.slice(0, middle) : stroke.slice(middle);
    return { way, points: way.map((point) => inside(surface, point)) };
  }

  const changes: Record<string, (element: HTMLElement) => unknown> = {
    'is made smaller': (element) => (element.style.width = '150px'),
    'is made larger, and its panel goes to the side': (element) => (element.style.width = '560px'),
    'is scaled': (element) => (element.style.scale = '0.6'),
    'is zoomed': (element) => (element.style.zoom = '1.5'),
    'is scrolled with the page': () => scrollTo(0, 60),
    'is pushed aside': (element) => (element.style.margin = '33px 0 0 44px'),
    'is invisible': (element) => (element.style.visibility = 'hidden'),
    'is skipped': (element) => (element.style.contentVisibility = 'hidden'),
    'is told another language': (element) => (element.lang = 'de'),
    'shows its reading otherwise': (element) => element.setAttribute('display', 'chips'),
  };
  for (const [change, make] of Object.entries(changes)) {
    it(`goes on under the pen while its field ${change}`, async () => {
      await show(page.mainFrame(), PAGE);
      const { side } = await surfaceOf(page.mainFrame());
      const first = await half('first');
      await penDown(page, first.way);
      await page.$eval('digit-recognizer', make);
      const second = await half('second');
      await moveMouse(page, second.way);
      await page.mouse.up();
      // Strokes are in pixels of the surface as it is now.
      const unit = (await surfaceOf(page.mainFrame())).side / side;
      const scaled = first.points.map(({ x, y }) => ({ x: x * unit, y: y * unit }));
      assertSame(await strokesOf(page.mainFrame()), [[...scaled, ...second.points]]);
      assert.equal(await readingOf(page.mainFrame()), '7');
      await page.$eval('digit-recognizer', ({ style }) => {
        style.visibility = '';
        style.contentVisibility = '';
      });
      await assertInk(page, pathOn(await surfaceOf(page.mainFrame()), seven));
      await assertHistory(page);
    });
  }

  const ends: Record<string, (element: HTMLElement) => unknown> = {
    'is moved on the page': (element) => document.querySelector('#there')!.append(element),
    'is moved on the page without leaving it': (element) => {
      const there = document.querySelector('#there') as Element & {
        moveBefore?(node: Node, child: Node | null): void;
      };
      if (there.moveBefore) there.moveBefore(element, null);
      else there.append(element);
    },
    'is taken from the page': (element) => element.remove(),
    'is not displayed': (element) => (element.style.display = 'none'),
    'is in a dialog that closes': (element) => element.closest('dialog')?.close(),
    'is disabled': (element) => element.setAttribute('disabled', ''),
    'is not to be changed any more': (element) => element.setAttribute('readonly', ''),
  };
  for (const [end, make] of Object.entries(ends)) {
    it(`ends, is kept and is read when its field ${end}, and the next is drawn`, async () => {
      await show(page.mainFrame(), PAGE);
      const element = (await page.$('digit-recognizer'))!;
      const { way, points } = await half('first');
      await penDown(page, way);
      const there = await half('second');
      await element.evaluate(make);
      const isThere = await element.evaluate((moved) => moved.checkVisibility());
      const rest = isThere ? await half('second') : there;
      await moveMouse(page, rest.way);
      await page.mouse.up();
      assertSame(await element.evaluate(({ strokes }) => strokes), [points]);
      await element.evaluate((moved) => {
        for (const name of ['style', 'disabled', 'readonly']) moved.removeAttribute(name);
        const here = document.querySelector<HTMLDialogElement>('#here')!;
        if (!moved.isConnected) here.append(moved);
        if (!here.open) here.show();
      });
      // Half a digit may be none, but it is over, so it is read.
      await page.waitForFunction(() => document.querySelector('digit-recognizer')?.result);
      const drawn = (await half('first')).way;
      await assertInk(page, [drawn]);
      const [next = []] = await draw(page, [four[1]!]);
      await assertInk(page, [drawn, next]);
      await assertHistory(page);
    });
  }

  it('is taken back by the keyboard, and comes again whole as far as it went', async () => {
    await show(page.mainFrame(), PAGE);
    const first = await half('first');
    await penDown(page, first.way);
    await pressControl(page, 'z');
    await moveMouse(page, (await half('second')).way);
    await page.mouse.up();
    assert.deepEqual(await strokesOf(page.mainFrame()), []);
    await pressControl(page, 'y');
    assertSame(await strokesOf(page.mainFrame()), [first.points]);
  });

  it('and the next one are read as one digit when the field was moved between them', async () => {
    await show(page.mainFrame(), PAGE);
    await draw(page, [four[0]!]);
    await page.$eval('digit-recognizer', (element) =>
      document.querySelector('#there')!.append(element),
    );
    await draw(page, [four[1]!]);
    await page.waitForFunction(() => document.querySelector('digit-recognizer')?.value === '4');
    await assertInk(page, pathOn(await surfaceOf(page.mainFrame()), four));
  });
});
