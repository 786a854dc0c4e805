import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DRAWINGS } from '../support/drawings.js';
import { draw, field, openPenPage, show, type PenPage } from './pen-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

describe('what the user prefers', () => {
  let pen: PenPage;

  before(async () => {
    pen = await openPenPage();
  });
  after(() => pen.close());

  async function prefer(name: string, value: string): Promise<void> {
    const session = await pen.page.createCDPSession();
    await session.send('Emulation.setEmulatedMedia', { features: [{ name, value }] });
    await show(pen.page.mainFrame(), field(''));
  }

  /** Computed colours of the field's frame, of its words, and of its paper. */
  function colours(): Promise<{ frame: string; words: string; text: string }> {
    return pen.page.evaluate(() => {
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

  it('less motion: nothing moves, from the first stroke to the answer', async () => {
    const moving = (): Promise<number> =>
      pen.page.evaluate(() => {
        const field = document.querySelector('digit-recognizer')!;
        const parts = [...field.shadowRoot!.querySelectorAll('digit-pad, digit-probabilities')];
        return [field, ...parts]
          .flatMap((host) => host.shadowRoot!.getAnimations())
          .filter((animation) => Number(animation.effect!.getComputedTiming().duration) > 1).length;
      });
    /** The most that was seen moving while a digit was drawn and read. */
    async function mostMoving(value: string): Promise<number> {
      await prefer('prefers-reduced-motion', value);
      const answered = pen.page.evaluate(
        () =>
          new Promise((resolve) =>
            document.addEventListener('digit-recognized', resolve, { once: true }),
          ),
      );
      await draw(pen.page, seven);
      const seen = [await moving()];
      await answered;
      for (let i = 0; i < 3; i++) seen.push(await moving());
      return Math.max(...seen);
    }
    assert.ok((await mostMoving('no-preference')) > 0, 'the bars grow');
    assert.equal(await mostMoving('reduce'), 0);
  });
});
