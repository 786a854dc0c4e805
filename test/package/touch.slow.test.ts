import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'puppeteer-core';
import type { Point } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import {
  assertHistory,
  assertInk,
  assertSame,
  assertStrokes,
  field,
  inside,
  usePenPage,
  pathOn,
  readingOf,
  show,
  strokesOf,
  surfaceOf,
  type Surface,
} from './pen-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

/** Longer than a phone's screen, on which it is shown as it is. */
const PAGE = `
  <meta name="viewport" content="width=device-width">
  <p id="beside" style="height: 120px; margin: 0">6 + 1 =</p>
  ${field()}
  <p style="height: 3000px" id="below"></p>`;

/** A hand holds the pen for so long after it was last seen, in milliseconds: a little above what the element says. */
const PEN_GONE = 800;
/** Fingers that come down so far apart, in milliseconds, begin no gesture together. */
const NOT_TOGETHER = 400;
/** A finger that has not moved for so long, in milliseconds, has no speed. */
const REST = 150;

type TouchType = 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel';

describe('fingers on a long page', () => {
  let page: Page;
  let session: CDPSession;
  let surface: Surface;
  let isTouched = false;

  usePenPage(async (opened) => {
    page = opened;
    await page.setViewport({ width: 400, height: 700, hasTouch: true, isMobile: true });
    session = await page.createCDPSession();
  });
  beforeEach(async () => {
    await show(page.mainFrame(), PAGE);
    await session.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 });
    surface = await surfaceOf(page.mainFrame());
  });
  afterEach(async () => {
    if (isTouched) await touch('touchCancel');
  });

  /** All fingers on the screen, the first of them first. */
  async function touch(type: TouchType, ...fingers: Point[]): Promise<void> {
    const touchPoints = fingers.map(({ x, y }, id) => ({ x, y, id }));
    isTouched = fingers.length > 0;
    await session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }

  async function swipe(...points: Point[]): Promise<void> {
    await touchAlong(points);
    await touch('touchEnd');
  }

  /** Puts a finger down where the points begin, and moves it along them. */
  async function touchAlong([first, ...rest]: Point[]): Promise<void> {
    await touch('touchStart', first!);
    for (const point of rest) await touch('touchMove', point);
  }

  /** Straight up by so many pixels. */
  function upFrom({ x, y }: Point, length = 150): Point[] {
    return Array.from({ length: 11 }, (_, i) => ({ x, y: y - (i / 10) * length }));
  }

  /** Two fingers that move apart around a place of the page. */
  async function spread({ x, y }: Point): Promise<void> {
    await touch('touchStart', { x: x - 20, y }, { x: x + 20, y });
    for (let by = 30; by <= 100; by += 10)
      await touch('touchMove', { x: x - by, y }, { x: x + by, y });
    await touch('touchEnd');
  }

  function middle(): Point {
    const half = surface.side / 2;
    return { x: surface.x + half, y: surface.y + half };
  }

  /** Of a part of the element, by its name. */
  async function middleOf(part: string): Promise<Point> {
    return page.$eval(
      'digit-recognizer',
      ({ shadowRoot }, name) => {
        const { x, y, width, height } = shadowRoot!
          .querySelector(`[part~="${name}"]`)!
          .getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      },
      part,
    );
  }

  function scrolled(): Promise<number> {
    return page.evaluate(() => scrollY);
  }

  /** A finger that goes up from there scrolls the page and draws nothing. */
  async function expectScroll(from: Point, length?: number): Promise<void> {
    await touchAlong(upFrom(from, length));
    // A finger that rests before it leaves does not set the page going, into the next test.
    await sleep(REST);
    await touch('touchEnd');
    await page.waitForFunction(() => scrollY > 40, { timeout: 2000, polling: 20 });
    assert.deepEqual(await strokesOf(page.mainFrame()), []);
  }

  it('draw on the surface, and the page stays where it is', async () => {
    const path = pathOn(surface, seven);
    await swipe(...path[0]!);
    await assertStrokes(page.mainFrame(), path, 1);
    await assertInk(page, path);
    assert.equal(await readingOf(page.mainFrame()), '7');
    await assertHistory(page);
    assert.equal(await scrolled(), 0);
  });

  it('draw on beyond the edge of the surface, and the page stays where it is', async () => {
    const way = upFrom(middle(), 230);
    await swipe(...way);
    await assertStrokes(page.mainFrame(), [way], 1);
    assert.equal(await scrolled(), 0);
  });

  it('scroll the page beside the field', async () => {
    await expectScroll({ x: 30, y: 110 }, 100);
  });

  it('scroll the page on the reading', async () => {
    await expectScroll(await middleOf('result'));
  });

  for (const attribute of ['readonly', 'disabled']) {
    it(`scroll the page on the surface of a ${attribute} field`, async () => {
      await page.$eval('digit-recognizer', (e, name) => e.setAttribute(name, ''), attribute);
      await expectScroll(middle());
    });
  }

  it('draw again after a scroll, under the finger', async () => {
    await expectScroll({ x: 30, y: 110 }, 100);
    await page.evaluate(() => scrollTo(0, 60));
    surface = await surfaceOf(page.mainFrame());
    const path = pathOn(surface, seven);
    await swipe(...path[0]!);
    await assertStrokes(page.mainFrame(), path, 1);
    await assertInk(page, path);
    assert.equal(await scrolled(), 60);
  });

  it('zoom the page where two of them spread beside the field', async () => {
    await spread({ x: 150, y: 60 });
    await page.waitForFunction(() => visualViewport!.scale > 1.5, { timeout: 2000, polling: 20 });
    assert.deepEqual(await strokesOf(page.mainFrame()), []);
  });

  /** What the page hears of strokes and values from now on. */
  function listen(): Promise<void> {
    return page.evaluate(() => {
      const log: string[] = [];
      for (const type of ['digit-stroke-start', 'digit-stroke-end', 'input', 'change'])
        document.querySelector('digit-recognizer')!.addEventListener(type, () => log.push(type));
      (globalThis as unknown as { log: string[] }).log = log;
    });
  }

  function heard(): Promise<string[]> {
    return page.evaluate(() => (globalThis as unknown as { log: string[] }).log);
  }

  /** The ways a second finger comes: with the first, soon after it, or when that has rested for long. */
  const seconds: Record<string, number> = { 'at once': 0, soon: 60, 'after a rest': 500 };
  for (const [when, wait] of Object.entries(seconds)) {
    /** Two fingers come down there, a little apart. */
    const twoDown = async (first: Point, second: Point): Promise<void> => {
      if (wait > 0) {
        await touch('touchStart', first);
        await sleep(wait);
      }
      await touch('touchStart', first, second);
    };
    /** Nothing was drawn, the history has nothing of it, and one finger draws again. */
    const expectNothing = async (): Promise<void> => {
      await touch('touchEnd');
      assert.deepEqual(await strokesOf(page.mainFrame()), []);
      const field = await page.$('digit-recognizer');
      assert.equal(await field!.evaluate((e) => e.matches(':state(drawing)')), false);
      const undo = await field!.$('>>> [part~="undo-button"]');
      assert.equal(await undo!.evaluate((button) => (button as HTMLButtonElement).disabled), true);
      assert.deepEqual(await heard(), ['digit-stroke-start', 'digit-stroke-end']);
    };

    it(`zoom the page where two of them spread on the surface, the second ${when}`, async () => {
      await listen();
      const { x, y } = middle();
      await twoDown({ x: x - 20, y }, { x: x + 20, y });
      for (let by = 30; by <= 100; by += 10)
        await touch('touchMove', { x: x - by, y }, { x: x + by, y });
      await page.waitForFunction(() => visualViewport!.scale > 1.5, { timeout: 2000, polling: 20 });
      await expectNothing();
    });

    it(`scroll the page where two of them go up on the surface, the second ${when}`, async () => {
      await listen();
      const { x, y } = middle();
      await twoDown({ x: x - 30, y }, { x: x + 30, y });
      for (let by = 10; by <= 150; by += 10)
        await touch('touchMove', { x: x - 30, y: y - by }, { x: x + 30, y: y - by });
      await sleep(REST);
      await page.waitForFunction(() => scrollY > 40, { timeout: 2000, polling: 20 });
      await expectNothing();
      surface = await surfaceOf(page.mainFrame());
      const way = upFrom(middle(), 60);
      await swipe(...way);
      await assertStrokes(page.mainFrame(), [way], 1);
    });
  }

  it('zoom the page, and the digit that was drawn before is read once', async () => {
    await listen();
    const { x, y } = middle();
    const zoom = async (): Promise<void> => {
      await touch('touchStart', { x: x - 20, y }, { x: x + 20, y });
      await touch('touchMove', { x: x - 60, y }, { x: x + 60, y });
      await touch('touchEnd');
    };
    await swipe(...pathOn(surface, seven)[0]!);
    await zoom();
    assert.equal(await readingOf(page.mainFrame()), '7');
    await sleep(1500);
    const before = await heard();
    assert.deepEqual(
      before.filter((type) => !type.startsWith('digit')),
      ['input', 'change'],
    );
    await zoom();
    await sleep(1500);
    assert.deepEqual((await heard()).slice(before.length), [
      'digit-stroke-start',
      'digit-stroke-end',
    ]);
    assert.equal((await strokesOf(page.mainFrame())).length, 1);
  });

  it('scroll the page by two where one is beside the surface', async () => {
    const [beside, { x, y }] = [{ x: 330, y: 200 }, middle()];
    await touch('touchStart', beside);
    await touch('touchStart', beside, { x, y });
    for (let by = 10; by <= 150; by += 10)
      await touch('touchMove', { x: beside.x, y: beside.y - by }, { x, y: y - by });
    await sleep(REST);
    await touch('touchEnd');
    await page.waitForFunction(() => scrollY > 40, { timeout: 2000, polling: 20 });
    assert.deepEqual(await strokesOf(page.mainFrame()), []);
  });

  it('scroll the page on a surface where only pens may draw', async () => {
    await page.$eval('digit-recognizer', async (element) => {
      element.setAttribute('pointer-types', 'pen mouse');
      await element.updateComplete;
    });
    await expectScroll(middle());
  });

  it('leave no trace beside the one that draws', async () => {
    const way = upFrom(middle(), 100);
    const other = { x: surface.x + 230, y: surface.y + 230 };
    await touch('touchStart', way[0]!);
    for (const [i, point] of way.slice(1).entries()) {
      if (i < 3) await touch('touchMove', point);
      else if (i === 3) {
        await sleep(NOT_TOGETHER);
        await touch('touchStart', point, other);
      } else await touch('touchMove', point, { x: other.x - i * 5, y: other.y });
    }
    await touch('touchEnd');
    await assertInk(page, [way]);
    assert.equal((await strokesOf(page.mainFrame())).length, 1);
  });

  it('keep what they drew when the system takes them away', async () => {
    const way = upFrom(middle(), 100);
    await touchAlong(way);
    await touch('touchCancel');
    await assertStrokes(page.mainFrame(), [way], 1);
    const next = upFrom({ x: surface.x + 40, y: surface.y + 200 }, 60);
    await swipe(...next);
    await assertStrokes(page.mainFrame(), [way, next], 1);
    await assertInk(page, [way, next]);
  });

  const interruptions: Record<string, (element: HTMLElement) => unknown> = {
    'is moved on the page': (element) => document.querySelector('#below')!.append(element),
    'is not displayed': (element) => (element.style.display = 'none'),
  };
  for (const [interruption, make] of Object.entries(interruptions)) {
    it(`keep what they drew when the field ${interruption} meanwhile`, async () => {
      const way = upFrom(middle(), 100);
      const drawn = way.slice(0, 5).map((point) => inside(surface, point));
      await touchAlong(way.slice(0, 5));
      await page.$eval('digit-recognizer', make);
      for (const point of way.slice(5)) await touch('touchMove', point);
      await touch('touchEnd');
      assertSame(await strokesOf(page.mainFrame()), [drawn]);
      await page.$eval('digit-recognizer', (element) => element.removeAttribute('style'));
      surface = await surfaceOf(page.mainFrame());
      await swipe(...upFrom({ x: surface.x + 40, y: surface.y + 100 }, 60));
      assert.equal((await strokesOf(page.mainFrame())).length, 2);
    });
  }

  it('and the palm leave no trace beside a pen, which draws with its pressure', async () => {
    const way = upFrom(middle(), 100);
    const palm = { x: surface.x + 200, y: surface.y + 250 };
    await holdPen('mousePressed', way[0]!, 0.2);
    for (const [i, point] of way.slice(1).entries()) {
      await holdPen('mouseMoved', point, 0.3 + i / 20);
      if (i === 4) await touch('touchStart', palm);
    }
    await touch('touchEnd');
    await holdPen('mouseReleased', way.at(-1)!, 0);
    await swipe(...upFrom(palm, 40));
    await assertStrokes(page.mainFrame(), [way], 1);
    const [stroke = []] = await strokesOf(page.mainFrame());
    const pressures = stroke.map(({ pressure }) => Math.round((pressure ?? 0) * 100));
    assert.deepEqual(pressures, [20, ...way.slice(1).map((_, i) => 30 + i * 5)]);
    await sleep(PEN_GONE);
    await swipe(...upFrom(palm, 40));
    assert.equal((await strokesOf(page.mainFrame())).length, 2);
  });

  type PenType = 'mousePressed' | 'mouseMoved' | 'mouseReleased';

  async function holdPen(type: PenType, { x, y }: Point, force: number): Promise<void> {
    await session.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      force,
      pointerType: 'pen',
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      clickCount: 1,
    });
  }
});
