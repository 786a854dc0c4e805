import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'puppeteer-core';
import type { Point } from '../../../src/ink/index.js';
import { drawInPage } from '../../package/element-page.js';
import { writeNumber } from '../../support/written-numbers.js';
import { useDemo, violationsOn, watch } from '../use-demo.js';
import { handOfOne, PEOPLE } from './people.js';

type Strokes = readonly (readonly Point[])[];

describe('the worksheet', () => {
  const demo = useDemo();
  let context: BrowserContext;
  let page: Page;
  let complaints: readonly string[];

  beforeEach(async () => {
    // Nothing kept of the test before.
    await context?.close();
    context = await demo.browser.createBrowserContext();
    page = await context.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    ({ complaints } = watch(page));
  });

  const open = async (level: string) => {
    await page.goto(`${demo.origin}/templates/worksheet.html?level=${level}`);
    await ready();
  };
  const ready = () =>
    page.waitForFunction(
      () =>
        [...document.querySelectorAll('number-recognizer')].every(
          ({ shadowRoot }) => shadowRoot?.querySelector('digit-pad')?.clientWidth,
        ) && document.querySelector('number-recognizer'),
    );
  const questions = () =>
    page.$$eval('number-recognizer', (fields) => fields.map(({ label }) => label));
  const marks = () =>
    page.$$eval('.mark', (found) => found.map(({ textContent }) => textContent ?? ''));
  const score = () => page.$eval('#score', ({ textContent }) => textContent ?? '');
  const press = (text: string) =>
    page.evaluate((wanted) => {
      const buttons = [...document.querySelectorAll('button')];
      buttons.find(({ textContent }) => textContent === wanted)!.click();
    }, text);

  /** Writes into the field of a sum with the mouse, and waits until it is read. */
  async function write(index: number, strokes: Strokes): Promise<void> {
    const field = `#sums li:nth-of-type(${index + 1}) number-recognizer`;
    await page.$eval(field, (element) => element.scrollIntoView({ block: 'center' }));
    await drawInPage(page, strokes, undefined, field);
    await page.waitForFunction(
      (selector) => Boolean(document.querySelector<HTMLInputElement>(selector)!.value),
      {},
      field,
    );
  }

  /** What the page says is right, worked out here. */
  function answerTo(question: string): number {
    const [, a, sign, b] = /^(\d+) (.) (\d+) =$/.exec(question)!;
    const [x, y] = [Number(a), Number(b)];
    return sign === '+' ? x + y : sign === '−' ? x - y : sign === '×' ? x * y : x / y;
  }

  it('reads ten of ten sums in the handwriting of somebody else', { skip: PEOPLE }, async () => {
    const hand = await handOfOne();
    await open('add-20');
    const asked = await questions();
    assert.equal(new Set(asked).size, 10);
    for (const [index, question] of asked.entries()) {
      await write(index, hand(String(answerTo(question))));
    }
    await press('Check');
    assert.match(await score(), /^10 of 10 right\./, (await marks()).join(' '));
    assert.deepEqual(complaints, []);
  });

  it('calls no answer wrong before it has asked what was written', async () => {
    await open('times-10');
    const [question] = await questions();
    const wrong = String(answerTo(question!) + 1);
    await write(0, writeNumber(wrong));
    await press('Check');
    assert.match((await marks())[0]!, new RegExp(`^Did you write ${wrong}\\?`));
    assert.match((await marks())[1]!, /^No answer yet/);
    assert.match(await score(), /^0 of 10 right. I have a question./);
    await press('Yes');
    assert.match((await marks())[0]!, /^Not yet/);
  });

  it('keeps the sheet over a reload, without a connection too', async () => {
    await open('add-20');
    const asked = await questions();
    await write(0, writeNumber(String(answerTo(asked[0]!))));
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    // The sheet is kept once the answer is settled.
    await page.waitForFunction(() => localStorage.getItem('worksheet')?.includes('"strokes"'));
    await page.setOfflineMode(true);
    await page.goto(`${demo.origin}/templates/worksheet.html`);
    await ready();
    assert.deepEqual(await questions(), asked);
    await press('Check');
    assert.match(await score(), /^1 of 10 right/);
  });

  it('shows a teacher each drawing with its reading, and saves them', async () => {
    await open('subtract-20');
    const [question] = await questions();
    const answer = String(answerTo(question!));
    await write(0, writeNumber(answer));
    await press('Check');
    await press('Teacher’s view');
    const cells = await page.$$eval('#teacher tbody tr:first-child td', (found) =>
      found.map((cell) => cell.textContent || cell.querySelector('img')?.alt),
    );
    assert.equal(cells[0], `${question} ${answer}`);
    assert.equal(cells[1], `${question} ${answer}`);
    assert.equal(cells[2], answer);
    assert.match(cells[3]!, /^\d+ %$/);
    assert.equal(cells[4], 'right');
    await press('Replay');
    assert.ok(await page.$('#teacher canvas'));
    await page.waitForSelector('#teacher img');
    const csv = await page.evaluate(() => {
      const made: Blob[] = [];
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        made.push(blob as Blob);
        return create(blob);
      };
      document.getElementById('save-csv')!.click();
      return made[0]!.text();
    });
    assert.match(
      csv.split('\r\n')[1]!,
      new RegExp(`^"${question!.replace('+', '\\+')}","${answer}","${answer}","true","[01]\\.`),
    );
  });

  it('opens a saved sheet, and keeps its own where the file is another', async () => {
    await open('add-20');
    const asked = await questions();
    const choose = (name: string, text: string) =>
      page.evaluate(
        (file, content) => {
          const input = document.getElementById('open') as HTMLInputElement;
          const transfer = new DataTransfer();
          transfer.items.add(new File([content], file));
          input.files = transfer.files;
          input.dispatchEvent(new Event('change'));
        },
        name,
        text,
      );
    await choose('holiday.json', '{"format":1}');
    await page.waitForFunction(() => document.getElementById('score')!.textContent !== '');
    assert.match(await score(), /^holiday.json is not a saved sheet/);
    assert.deepEqual(await questions(), asked);
    const sums = [{ question: '4 + 4 =', answer: 8, saved: { value: '8' } }];
    await choose('sheet.json', JSON.stringify({ format: 'worksheet 1', level: 'add-20', sums }));
    await page.waitForFunction(() => document.querySelectorAll('number-recognizer').length === 1);
    await ready();
    await press('Check');
    assert.equal(await score(), '1 of 1 right.');
  });

  it('is worked by keyboard alone', async () => {
    await open('add-20');
    const [question] = await questions();
    await page.focus('#sums li:first-of-type number-recognizer');
    await page.keyboard.type(String(answerTo(question!)));
    await press('Check');
    assert.match((await marks())[0]!, /^Right/);
  });

  it('leaves axe nothing to find, and fits a phone', async () => {
    await open('add-20');
    await press('Teacher’s view');
    assert.deepEqual(await violationsOn(page), []);
    await page.setViewport({ width: 390, height: 800 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width}`);
  });
});
