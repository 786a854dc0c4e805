import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { Point } from '../../../src/ink/index.js';
import { drawInPage } from '../../package/element-page.js';
import { DRAWINGS } from '../../support/drawings.js';
import { line } from '../../support/written-numbers.js';
import { useDemo, violationsOn, watch } from '../use-demo.js';
import { digitsOfPeople, PEOPLE } from './people.js';

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const TRACED = 'Well traced. Now write it alone.';

type Strokes = readonly (readonly Point[])[];

describe('the practice page', () => {
  const demo = useDemo();
  let page: Page;
  let complaints: readonly string[];
  let urls: readonly string[];

  beforeEach(async () => {
    await page?.close();
    page = await demo.browser.newPage();
    await page.setViewport({ width: 820, height: 1180 });
    ({ complaints, urls } = watch(page));
    await page.goto(`${demo.origin}/templates/practice.html`);
    await page.waitForFunction(
      () =>
        document.querySelector('digit-recognizer')?.shadowRoot?.querySelector('digit-pad')
          ?.clientWidth,
    );
  });

  const feedback = () => page.$eval('#feedback', ({ textContent }) => textContent ?? '');
  const choose = async (digit: number) => {
    await page.click(`.digits button:nth-child(${digit + 1})`);
    assert.match(await feedback(), new RegExp(`^Trace the ${digit} with a pen`));
  };
  /** What the page says of a drawing. */
  const draw = async (strokes: Strokes) => {
    await drawInPage(page, strokes);
    // It says nothing while one writes.
    await page.waitForFunction(() => document.getElementById('feedback')!.textContent !== '');
    return feedback();
  };
  const inkInPicture = () => page.$$eval('svg image', ({ length }) => length);
  const modelInPicture = () => page.$$eval('svg .model', ({ length }) => length);

  it('praises every digit that is traced, and written alone, as in the model', async () => {
    for (const digit of DIGITS) {
      await choose(digit);
      assert.ok((await modelInPicture()) > 0);
      assert.equal(await draw(written(digit)), TRACED, `${digit}`);
      assert.equal(await modelInPicture(), 0);
      assert.match(await draw(written(digit)), /^Well written\./, `${digit}`);
    }
    assert.match(await feedback(), /last of ten stars/);
    const stars = await page.$$eval('.digits button', (buttons) =>
      buttons.map(({ textContent, ariaLabel }) => `${textContent} ${ariaLabel}`),
    );
    assert.equal(stars[4], '4★ 4, well written');
    assert.ok(stars.every((text) => text.includes('★')));
    assert.deepEqual(complaints, []);
    assert.ok(urls.every((url) => url.startsWith(demo.origin) || url.startsWith('data:')));
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  });

  it('sees for every digit that it was written backwards', async () => {
    for (const digit of DIGITS) {
      await choose(digit);
      const backwards = written(digit).map((stroke) => [...stroke].reverse());
      const place = digit === 9 ? 'Begin at the dot.' : 'Begin at the top, at the dot.';
      const isRound = digit === 0 || digit === 8;
      const hint = isRound ? 'Go round the other way.' : place;
      assert.equal(await draw(backwards), hint, `${digit}`);
    }
  });

  it('names another digit', async () => {
    for (const digit of DIGITS) {
      await choose(digit);
      const other = (digit + 3) % 10;
      const named = `That reads as ${other === 8 ? 'an' : 'a'} ${other}.`;
      assert.equal(await draw(written(other)), named);
    }
  });

  it('sees a wrong beginning, a wrong way, a wrong order, and lines too many or too few', async () => {
    await choose(0);
    const [round] = written(0);
    const half = round!.length / 2;
    assert.equal(
      await draw([[...round!.slice(half), ...round!.slice(0, half)]]),
      'Begin at the top, at the dot.',
    );
    await choose(9);
    const [nine] = written(9);
    const loop = nine!.findIndex((point, i) => i > 0 && point.x === 64 && point.y === 30);
    const otherWay = [...nine!.slice(0, loop).reverse(), ...nine!.slice(loop)];
    assert.equal(await draw([otherWay]), 'Go round the other way.');
    await choose(4);
    const [down, across] = written(4);
    assert.equal(await draw([across!, down!]), 'Begin with stroke 1, at its dot.');
    await choose(5);
    const [belly, hat] = written(5);
    assert.equal(await draw([belly!, [...hat!].reverse()]), 'Begin stroke 2 at its dot.');
    await choose(5);
    assert.equal(await draw([[...hat!].reverse().concat(belly!)]), 'Write it in two strokes.');
    await choose(7);
    assert.match(await draw([...written(7), line([35, 50], [68, 50])]), /^Write it in one stroke,/);
    await choose(3);
    assert.match(
      await draw([line([20, 20], [80, 30]), line([25, 80], [80, 20])]),
      /^I can’t read|^That reads as/,
    );
  });

  it('sees that a shape is not the one of the model', async () => {
    await choose(1);
    const [flag, stem] = [line([22, 45], [55, 14]), line([55, 14], [52, 86])];
    const foot = [...line([52, 86], [30, 86]), ...line([30, 86], [75, 86])];
    assert.equal(
      await draw([[...flag, ...stem, ...foot]]),
      'That is a 1. Look at the model, and try once more.',
    );
    assert.equal(await modelInPicture(), 1);
  });

  it('takes a digit that is small, slanted or in a corner', async () => {
    for (const digit of DIGITS) {
      await choose(digit);
      const small = written(digit).map((stroke) =>
        stroke.map(({ x, y }) => ({ x: 50 + 0.45 * x - 0.12 * y, y: 50 + 0.45 * y })),
      );
      assert.equal(await draw(small), TRACED, `${digit}`);
    }
  });

  it('judges the digits of somebody else', { skip: PEOPLE }, async () => {
    const samples = await digitsOfPeople();
    for (const digit of [2, 3, 5]) {
      const { drawing } = samples.find(({ label }) => label === digit)!;
      await choose(digit);
      assert.equal(await draw(inSquare(drawing)), TRACED, `${digit}`);
      await choose(digit);
      const backwards = inSquare(drawing).map((stroke) => [...stroke].reverse());
      assert.equal(await draw(backwards), 'Begin at the top, at the dot.', `${digit}`);
    }
  });

  it('shows how a digit is written, and begins another drawing with the next stroke', async () => {
    await choose(4);
    const moving = () => page.$$eval('svg .moving', ({ length }) => length);
    assert.equal(await moving(), 2);
    assert.deepEqual(
      await page.$$eval('svg text', (texts) => texts.map(({ textContent }) => textContent)),
      ['1', '2'],
    );
    await draw(written(6));
    assert.deepEqual([await moving(), await inkInPicture()], [0, 1]);
    assert.equal(await draw(written(4)), TRACED);
    assert.deepEqual([await modelInPicture(), await inkInPicture()], [0, 1]);
    await page.click('#show');
    assert.deepEqual([await moving(), await inkInPicture()], [2, 0]);
    assert.match(await draw(written(4)), /^Well written/);
    assert.equal(await modelInPicture(), 0);
    await page.click('#next');
    assert.equal(await page.$eval('h1', ({ textContent }) => textContent), 'Write a 5');
  });

  it('keeps still for those who want less motion', async () => {
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const name = await page.$eval('svg .moving', (path) => getComputedStyle(path).animationName);
    assert.equal(name, 'none');
  });

  it('is worked by keyboard, and takes no typed digit for a written one', async () => {
    await page.focus('.digits button:nth-child(8)');
    await page.keyboard.press('Enter');
    assert.equal(await page.$eval('h1', ({ textContent }) => textContent), 'Write a 7');
    await page.focus('digit-recognizer');
    await page.keyboard.type('7');
    assert.equal(await feedback(), 'Write it with a pen, a finger or the mouse.');
    assert.equal(await page.$eval('digit-recognizer', ({ value }) => value), '');
  });

  it('leaves axe nothing to find, and fits a phone', async () => {
    assert.deepEqual(await violationsOn(page), []);
    await page.setViewport({ width: 390, height: 844 });
    const size = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      height: document.documentElement.scrollHeight,
    }));
    assert.ok(size.width <= 390 && size.height <= 844, JSON.stringify(size));
  });
});

/** A digit as in the model of the page, by another hand. */
function written(digit: number): Strokes {
  return DRAWINGS.find((drawing) => drawing.digit === digit)!.strokes;
}

/** A drawing in a square of 100. */
function inSquare(drawing: Strokes): Strokes {
  const xs = drawing.flat().map(({ x }) => x);
  const ys = drawing.flat().map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const scale = 70 / Math.max(Math.max(...xs) - left, Math.max(...ys) - top);
  return drawing.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: 20 + (x - left) * scale, y: 15 + (y - top) * scale })),
  );
}
