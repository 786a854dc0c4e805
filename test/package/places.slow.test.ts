import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame, Page } from 'puppeteer-core';
import { DRAWINGS } from '../support/drawings.js';
import {
  assertHistory,
  assertInk,
  assertStrokes,
  draw,
  field,
  usePenPage,
  pathOn,
  readingOf,
  show,
  strokesOf,
  surfaceOf,
} from './pen-page.js';

const four = DRAWINGS.find(({ digit }) => digit === 4)!.strokes;

describe('a digit of two strokes', () => {
  let page: Page;
  usePenPage((opened) => (page = opened));

  /**
   * Draws it on what the page shows.
   *
   * @param magnification CSS pixels of the page to one of the surface.
   */
  async function expectFour(frame: Frame = page.mainFrame(), magnification = 1): Promise<void> {
    const path = await draw(page, four, frame);
    await assertStrokes(frame, path, magnification);
    await assertInk(page, path, frame);
    assert.equal(await readingOf(frame), '4');
    await assertHistory(page, frame);
  }

  /** What is there of it comes back as it was, and can be drawn on. */
  async function expectKept(leave: () => Promise<unknown>, back: () => Promise<unknown>) {
    const before = await strokesOf(page.mainFrame());
    await leave();
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
    await back();
    assert.deepEqual(await strokesOf(page.mainFrame()), before);
    await assertInk(page, pathOn(await surfaceOf(page.mainFrame()), four));
    const dot = [{ x: 10, y: 90 }];
    await draw(page, [dot]);
    await assertInk(page, pathOn(await surfaceOf(page.mainFrame()), [...four, dot]));
    assert.equal((await strokesOf(page.mainFrame())).length, before.length + 1);
  }

  for (const scale of [0.5, 1.7]) {
    it(`is under the pen inside a parent scaled by ${scale}`, async () => {
      const style = `transform: scale(${scale}) rotate(0deg); transform-origin: 20px 10px`;
      await show(page.mainFrame(), `<div style="${style}">${field()}</div>`);
      await expectFour(page.mainFrame(), scale);
      const { side, bitmap } = await surfaceOf(page.mainFrame());
      assert.equal(bitmap, side);
    });
  }

  it('is under the pen where layout gives the field a fraction of a pixel', async () => {
    const style = 'width: 777.7px; padding-left: 10.3px';
    await show(page.mainFrame(), `<div style="${style}">${field('style="width: 33.3%"')}</div>`);
    const path = await draw(page, four);
    await assertInk(page, path);
    await assertStrokes(page.mainFrame(), path, 1);
  });

  it('is under the pen on a page that was scrolled', async () => {
    await show(
      page.mainFrame(),
      `<p style="height: 900px"></p>${field()}<p style="height: 2000px">`,
    );
    await page.evaluate(() => scrollTo(0, 850));
    await expectFour();
    assert.equal(await page.evaluate(() => scrollY), 850);
  });

  it('is under the pen inside a box that scrolls and was scrolled', async () => {
    const style = 'overflow: auto; width: 350px; height: 420px';
    const wide = 'width: 900px; height: 1500px; padding: 300px 0 0 250px';
    await show(
      page.mainFrame(),
      `<div id="box" style="${style}"><div style="${wide}">${field()}</div></div>`,
    );
    await page.evaluate(() => document.querySelector('#box')?.scrollTo(230, 280));
    await expectFour();
  });

  it('is under the pen in a dialog, and still there when that is closed and opened again', async () => {
    await show(page.mainFrame(), `<p style="height: 900px"></p><dialog>${field()}</dialog>`);
    const open = () => page.evaluate(() => document.querySelector('dialog')?.showModal());
    await open();
    await expectFour();
    await expectKept(() => page.keyboard.press('Escape'), open);
  });

  it('is under the pen on a full screen, and still there when that is left', async () => {
    await show(page.mainFrame(), `<div style="background: #fff">${field()}</div>`);
    const fill = () => page.evaluate(() => document.querySelector('div')?.requestFullscreen());
    const leave = () => page.evaluate(() => document.exitFullscreen());
    await fill();
    await expectFour();
    await expectKept(leave, fill);
    await leave();
  });

  it('is under the pen in a frame of the page', async () => {
    const frame = '<iframe src="/page.html" style="width: 500px; height: 450px"></iframe>';
    await show(page.mainFrame(), `<p style="height: 90px"></p>${frame}`);
    const inner = await page.waitForFrame(
      (other) => other !== page.mainFrame() && other.url() === page.url(),
    );
    await show(inner, field());
    await expectFour(inner);
  });

  const absences: Record<string, (element: Element, box: Element) => void> = {
    'its field is not displayed': (element) => element.setAttribute('style', 'display: none'),
    'its field is hidden': (element) => element.setAttribute('hidden', ''),
    'its field is skipped': (_, box) => box.setAttribute('style', 'content-visibility: hidden'),
    'its field is out of the document': (element) => element.remove(),
  };
  for (const [absence, leave] of Object.entries(absences)) {
    it(`is still there after ${absence} for a while`, async () => {
      await show(page.mainFrame(), `<div>${field()}</div>`);
      await expectFour();
      const element = (await page.$('digit-recognizer'))!;
      const box = (await page.$('div'))!;
      await expectKept(
        () => page.evaluate(leave, element, box),
        () =>
          page.evaluate(
            (field, around) => {
              for (const node of [field, around]) node.removeAttribute('style');
              field.removeAttribute('hidden');
              around.append(field);
            },
            element,
            box,
          ),
      );
    });
  }
});
