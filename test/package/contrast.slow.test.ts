import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { field, usePenPage, show } from './pen-page.js';

describe('what the user prefers', () => {
  let page: Page;
  usePenPage((opened) => (page = opened));

  async function prefer(name: string, value: string): Promise<void> {
    const session = await page.createCDPSession();
    await session.send('Emulation.setEmulatedMedia', { features: [{ name, value }] });
    await show(page.mainFrame(), field(''));
  }

  /** Computed colours of the field's frame, of its words, and of its paper. */
  function colours(): Promise<{ frame: string; words: string; text: string }> {
    return page.evaluate(() => {
      const root = document.querySelector('digit-recognizer')!.shadowRoot!;
      const base = getComputedStyle(root.querySelector('[part="base"]')!);
      const confidence = getComputedStyle(root.querySelector('[part="confidence"]')!);
      return { frame: base.borderTopColor, words: confidence.color, text: base.color };
    });
  }

  it('more contrast: frame and small words are as dark as text', async () => {
    await prefer('prefers-contrast', 'no-preference');
    const usual = await colours();
    assert.notEqual(usual.words, usual.text);
    assert.notEqual(usual.frame, usual.text);
    await prefer('prefers-contrast', 'more');
    const { frame, words, text } = await colours();
    assert.deepEqual([frame, words], [text, text]);
  });
});
