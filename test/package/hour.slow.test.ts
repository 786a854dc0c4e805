import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { DRAWINGS } from '../support/drawings.js';
import { Random } from '../support/random.js';
import { grown, takeCensus, takeCensusAfter, type Census } from './page-census.js';
import { show, usePenPage, type Path } from './pen-page.js';
import { drawByScript } from './script-pen.js';
import { placed, resampled, SURFACE } from './variants.js';

/** One in four seconds. */
const HOUR = 900;
const QUARTER = HOUR / 4;
/** Points as far apart as a hand leaves them, in pixels. */
const SPACING = 6;
/** Bytes of JavaScript in the last quarter of an hour, whose drawings take a hundred times as much. */
const MOST_GROWTH = 10_000;

interface Drawn {
  readonly digit: number;
  /** In a square of 100. */
  readonly strokes: Path;
}

/** The digits of both hands, at many sizes and places; the same again in each quarter. */
const random = new Random(20261125);
const quarter: Drawn[] = Array.from({ length: QUARTER }, (_, i) => {
  const { digit, strokes } = DRAWINGS[i % DRAWINGS.length]!;
  const drawing = resampled(placed(strokes, random.uniform(0.5, 0.9), random), SPACING);
  const scaled = drawing.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: (100 * x) / SURFACE, y: (100 * y) / SURFACE })),
  );
  return { digit, strokes: scaled };
});

describe('an hour of drawing on one element', () => {
  let page: Page;
  // What is counted is the browser's: nothing else runs in it.
  usePenPage((opened) => (page = opened), {});
  beforeEach(() =>
    show(
      page.mainFrame(),
      '<digit-recognizer loading="eager" recognize-delay="0"></digit-recognizer>',
    ),
  );

  it('takes no more once it has begun to forget, and reads every digit', async (t) => {
    let undone = 0;
    let wrong = 0;
    const states: Census[] = [];
    for (let drawings = 0; drawings < HOUR; drawings++) {
      const drawn = quarter[drawings % QUARTER]!;
      if (drawings % 3 === 0) {
        undone++;
        await slip(drawn);
      }
      await drawByScript(page, drawn.strokes);
      if ((await readAndClear()) !== String(drawn.digit)) wrong++;
      if ((drawings + 1) % QUARTER === 0)
        states.push(await (states[1] ? takeCensusAfter(page, states[1]) : takeCensus(page)));
    }
    const [, half, late, end] = states as [Census, Census, Census, Census];
    t.diagnostic(`${HOUR} drawings, ${undone} begun anew: ${wrong} wrong digits`);
    t.diagnostic(`bytes of JavaScript: ${states.map(({ heap }) => heap).join(', ')}`);
    t.diagnostic(`alive at the half and at the end: ${JSON.stringify(end.counts)}`);
    assert.equal(wrong, 0);
    assert.deepEqual(grown(half, end), {});
    // What a field remembers for undo fills up soon after the half.
    const growth = end.heap - late.heap;
    assert.ok(growth < MOST_GROWTH, `${growth} bytes of JavaScript in the last quarter`);
  });

  /** Begins as the digit does, and takes it back by the element's own button. */
  async function slip({ strokes }: Drawn): Promise<void> {
    await drawByScript(page, [strokes[0]!.slice(0, 9)]);
    await page.evaluate(async () => {
      const element = document.querySelector('digit-recognizer')!;
      await element.updateComplete;
      const undo = element.shadowRoot!.querySelector<HTMLElement>('[part~=undo-button]')!;
      undo.click();
    });
  }

  /** @returns what the element shows, once it has read what is drawn and painted it. */
  function readAndClear(): Promise<string> {
    return page.evaluate(async () => {
      const element = document.querySelector('digit-recognizer')!;
      await element.recognize();
      await new Promise((painted) => requestAnimationFrame(painted));
      const { value } = element;
      element.clear();
      return value;
    });
  }
});
