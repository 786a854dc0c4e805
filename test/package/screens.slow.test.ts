import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { DRAWINGS } from '../support/drawings.js';
import {
  assertHistory,
  assertInk,
  assertStrokes,
  draw,
  field,
  readingOf,
  show,
  surfaceOf,
  usePenPage,
} from './pen-page.js';

const SIZES = [96, 200, 400];
const RATIOS = [1, 1.5, 3];
const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

describe('a digit drawn with the mouse', () => {
  let page: Page;
  usePenPage((opened) => (page = opened));

  afterEach(async () => {
    await page.evaluate(() => document.documentElement.removeAttribute('style'));
    await pinch(1);
  });

  async function pinch(pageScaleFactor: number): Promise<void> {
    const session = await page.createCDPSession();
    await session.send('Emulation.setPageScaleFactor', { pageScaleFactor });
    await session.detach();
  }

  /**
   * @param pixels of the surface's bitmap to a CSS pixel of it.
   * @param magnification CSS pixels of the page to one of the surface.
   */
  async function expectSeven(size: number, pixels: number, magnification = 1): Promise<void> {
    await show(page.mainFrame(), field(`style="width: ${size}px; margin: 7px 0 0 13px"`));
    const path = await draw(page, seven);
    await assertStrokes(page.mainFrame(), path, magnification);
    await assertInk(page, path);
    assert.equal(await readingOf(page.mainFrame()), '7');
    await assertHistory(page);
    const { side, bitmap } = await surfaceOf(page.mainFrame());
    assert.equal(side, size - 2, 'the surface fills the field but for its border');
    assert.equal(bitmap, Math.round(side * pixels), 'a pixel painted for each of the screen');
  }

  for (const size of SIZES) {
    for (const ratio of RATIOS) {
      it(`is under the pen, sharp and read, ${size} px wide at ${ratio} pixels to a CSS pixel`, async () => {
        await page.setViewport({ width: 800, height: 600, deviceScaleFactor: ratio });
        await expectSeven(size, ratio);
      });
    }

    it(`is under the pen, sharp and read, ${size} px wide on a page zoomed to 200 % by the browser`, async () => {
      // Which gives the page half the CSS pixels, each twice as large.
      await page.setViewport({ width: 480, height: 450, deviceScaleFactor: 2 });
      await expectSeven(size, 2);
    });

    it(`is under the pen, sharp and read, ${size} px wide on a page zoomed to 200 % by its own CSS`, async () => {
      await page.setViewport({ width: 1000, height: 900 });
      await page.evaluate(() => (document.documentElement.style.zoom = '2'));
      await expectSeven(size, 2, 2);
    });

    it(`is under the pen and read, ${size} px wide on a page zoomed to 200 % by two fingers`, async () => {
      await page.setViewport({ width: 1000, height: 900 });
      await pinch(2);
      await expectSeven(size, 1);
    });
  }
});

describe('a digit on a screen of 1.5 pixels to a CSS pixel', () => {
  let page: Page;
  // Found by the browser on its screen, not emulated.
  const args = ['--force-device-scale-factor=1.5', '--window-size=1200,1200'];
  usePenPage((opened) => (page = opened), { args, defaultViewport: null });

  it('is under the pen, read, and sharp where layout gives the field fractions of a pixel', async () => {
    const style = 'width: 777.7px; padding-left: 10.3px';
    await show(page.mainFrame(), `<div style="${style}">${field('style="width: 33.3%"')}</div>`);
    const path = await draw(page, seven);
    await assertStrokes(page.mainFrame(), path, 1);
    await assertInk(page, path);
    assert.equal(await readingOf(page.mainFrame()), '7');
    const { x, side, magnification, bitmap } = await surfaceOf(page.mainFrame());
    const [left, right] = [x * 1.5, (x + side * magnification) * 1.5];
    assert.notEqual(left % 1, 0, 'the edge lies between pixels of the screen');
    assert.equal(bitmap, Math.round(right) - Math.round(left));
  });
});
