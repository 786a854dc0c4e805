import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CDPSession, HTTPRequest, Page } from 'puppeteer-core';
import { DRAWINGS } from '../support/drawings.js';
import { draw, field, usePenPage, readingOf, show } from './pen-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

/** What is moving in the element longer than a millisecond, or would, as `transition of .bar: 0.2s`. */
async function movements(page: Page): Promise<string[]> {
  const told = await page.evaluate(() => {
    const host = document.querySelector('digit-recognizer')!;
    const hosts = [host, ...host.shadowRoot!.querySelectorAll('digit-pad, digit-probabilities')];
    return hosts.flatMap(({ shadowRoot }) => [
      ...shadowRoot!
        .getAnimations()
        .map(({ effect }) => `running: ${Number(effect!.getComputedTiming().duration) / 1000}s`),
      ...[shadowRoot!.host, ...shadowRoot!.querySelectorAll('*')].flatMap((element) =>
        ['', '::before', '::after'].flatMap((pseudo) => {
          const style = getComputedStyle(element, pseudo);
          const name = `${element.localName}.${element.getAttribute('class')}${pseudo}`;
          return [
            `transition of ${name}: ${style.transitionDuration}`,
            `animation of ${name}: ${style.animationName === 'none' ? '0s' : style.animationDuration}`,
          ];
        }),
      ),
    ]);
  });
  assert.ok(told.length > 100, 'three shadow trees were looked through');
  return told.filter((text) =>
    [...text.matchAll(/([\d.]+)s/g)].some(([, seconds]) => Number(seconds) > 0.001),
  );
}

describe('what the user prefers', () => {
  let page: Page;
  let session: CDPSession;
  usePenPage(async (opened) => {
    page = opened;
    session = await page.createCDPSession();
  });

  async function prefer(name: string, value: string): Promise<void> {
    await session.send('Emulation.setEmulatedMedia', { features: [{ name, value }] });
    await show(page.mainFrame(), field(''));
  }

  for (const display of ['bars', 'chips']) {
    it(`moves nothing for who asked for less motion, with ${display}`, async () => {
      await prefer('prefers-reduced-motion', 'reduce');
      await show(page.mainFrame(), field(`display="${display}"`));
      assert.deepEqual(await movements(page), []);
      await draw(page, seven);
      assert.equal(await readingOf(page.mainFrame()), '7');
      assert.deepEqual(await movements(page), []);
      await page.hover('digit-recognizer >>> button');
      assert.deepEqual(await movements(page), []);
    });
  }

  it('moves nothing for who asked for less motion, while its network comes', async () => {
    await prefer('prefers-reduced-motion', 'reduce');
    await page.setRequestInterception(true);
    const wait = (request: HTTPRequest): void => {
      if (!request.url().endsWith('/slow/model.json')) void request.continue();
    };
    page.on('request', wait);
    try {
      await page.evaluate((content) => {
        document.body.innerHTML = content;
      }, field('model="/slow/model.json"'));
      await page.waitForSelector('digit-recognizer >>> [part="progress"]');
      assert.deepEqual(await movements(page), []);
    } finally {
      // Whoever waits is let go with the page.
      await page.reload();
      page.off('request', wait);
      await page.setRequestInterception(false);
    }
  });

  it('moves for everyone else: the test would see it', async () => {
    await prefer('prefers-reduced-motion', 'no-preference');
    await show(page.mainFrame(), field('display="bars"'));
    await draw(page, seven);
    assert.equal(await readingOf(page.mainFrame()), '7');
    assert.notDeepEqual(await movements(page), []);
  });

  /** Computed colors of the field's frame, of its words, and of its paper. */
  function colors(): Promise<{ frame: string; words: string; text: string }> {
    return page.evaluate(() => {
      const root = document.querySelector('digit-recognizer')!.shadowRoot!;
      const base = getComputedStyle(root.querySelector('[part="base"]')!);
      const confidence = getComputedStyle(root.querySelector('[part="confidence"]')!);
      return { frame: base.borderTopColor, words: confidence.color, text: base.color };
    });
  }

  it('more contrast: frame and small words are as dark as text', async () => {
    await prefer('prefers-contrast', 'no-preference');
    const usual = await colors();
    assert.notEqual(usual.words, usual.text);
    assert.notEqual(usual.frame, usual.text);
    await prefer('prefers-contrast', 'more');
    const { frame, words, text } = await colors();
    assert.deepEqual([frame, words], [text, text]);
  });
});
