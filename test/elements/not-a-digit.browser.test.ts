import { expect } from 'chai';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { Result } from '../../src/recognizer/index.js';
import type * as Library from '../../src/recognizer.js';
import { DRAWINGS } from '../support/drawings.js';
import { has } from '../support/engine.js';
import { mount, nextEvent, record, textOf, wipe } from './support/page.js';
import { drawWithMouse, FakePointer, onSurface } from './support/pens.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const DIRECTIONS = Array.from({ length: 12 }, (_, hour) => (hour * Math.PI) / 6);
const SIZES = ['96px', '280px', '560px'];

type Position = [x: number, y: number];

let element: DigitRecognizerElement;
let form: HTMLFormElement;
let heard: string[];

async function open(attributes: Record<string, string> = {}, size = '280px'): Promise<void> {
  wipe();
  form = document.body.appendChild(document.createElement('form'));
  element = await mount({ name: 'answer', 'recognize-delay': '0', ...attributes }, form);
  element.style.setProperty('--digit-recognizer-size', size);
  await element.updateComplete;
  await element.ready;
  heard = record(element, 'input', 'change', 'digit-corrected');
}

const onePixel = ([x, y]: Position): Position => [Math.round(x), Math.round(y)];

/** Presses at a point of a square of 100 over the surface, and slips by so many CSS pixels. */
async function press(at: Position, ...slips: Position[]): Promise<Result> {
  const read = nextEvent(element, 'digit-recognized');
  const [x, y] = onSurface(element, ...at);
  await sendMouse({ type: 'move', position: onePixel([x, y]) });
  await sendMouse({ type: 'down' });
  for (const [dx, dy] of slips) {
    await sendMouse({ type: 'move', position: onePixel([x + dx, y + dy]) });
  }
  await sendMouse({ type: 'up' });
  return (await read).detail;
}

function expectNothing(result: Result | null, what = ''): void {
  expect(result, what).to.include({ digit: null, reason: 'too-small' });
  expect(element.value, what).to.equal('');
  expect(new FormData(form).get('answer'), what).to.equal('');
  expect(heard, what).to.deep.equal([]);
  expect(element.validity.badInput, what).to.equal(false);
  expect(textOf(element, 'error'), what).to.equal('');
}

describe('ink that is no digit', function () {
  this.timeout(120_000);
  afterEach(async () => {
    if (has('mouse of three buttons')) await resetMouse();
    wipe();
  });

  describe('a dot', () => {
    for (const size of SIZES) {
      it(`of a tap that slips in any direction is no value, on ${size}`, async () => {
        await open({}, size);
        for (const [hour, angle] of DIRECTIONS.entries()) {
          const length = [1, 2, 3, 5, 8, 12][hour % 6]!;
          const slip: Position = [length * Math.cos(angle), length * Math.sin(angle)];
          expectNothing(await press([40 + hour, 50], slip), `${length} px at ${hour} o'clock`);
        }
      });

      it(`of each length in each direction, by a pen on ${size}`, async () => {
        await open({}, size);
        const side = onSurface(element, 100, 0)[0] - onSurface(element, 0, 0)[0];
        for (let length = 0; length <= 12; length++) {
          for (const angle of DIRECTIONS) {
            // WebKit cuts positions to whole pixels: begin well within one, and move by whole ones.
            const start = 50 + 25 / side;
            const x = start + (100 * Math.trunc(length * Math.cos(angle))) / side;
            const y = start + (100 * Math.trunc(length * Math.sin(angle))) / side;
            new FakePointer(element).stroke([start, start], [x, y]);
            expectNothing(await element.recognize(), `${length} px at ${angle}`);
          }
        }
      });
    }

    it('that jitters', async () => {
      await open();
      const jitter = [3, -2, 4, -3, 1, -4, 2, -1].map((d, i): Position => [d, (d * i) % 5]);
      expectNothing(await press([50, 50], ...jitter));
    });

    it('and several of them, on one spot or apart', async () => {
      await open();
      const spots: Position[] = [
        [50, 50],
        [50, 50],
        [51, 50],
        [20, 80],
      ];
      for (const spot of spots) expectNothing(await press(spot, [2, 3]));
    });

    it('leaves a required field unmet, and another one valid', async () => {
      await open({ required: '' });
      await press([50, 50], [0, 2]);
      expect(element.validity.valueMissing).to.equal(true);
      expect(form.checkValidity()).to.equal(false);
      element.required = false;
      expect(form.checkValidity()).to.equal(true);
    });

    it('of the click that gives the focus is no part of what is typed', async () => {
      await open();
      await press([50, 50], [1, 0]);
      await sendKeys({ press: '5' });
      expect(element.value).to.equal('5');
      expect(heard).to.deep.equal(['input', 'change']);
    });

    it('is dropped by the digit that follows, and undo brings it back', async () => {
      await open();
      await press([20, 20], [1, 2]);
      const dot = element.strokes;
      const read = nextEvent(element, 'digit-recognized');
      await drawWithMouse(element, seven);
      expect((await read).detail.digit).to.equal(7);
      expect(element.value).to.equal('7');
      expect(element.strokes).to.have.length(seven.length);
      for (let step = 0; step < seven.length; step++) element.undo();
      expect(element.strokes).to.deep.equal(dot);
      expect((await element.recognize())?.digit).to.equal(null);
      expect(element.value).to.equal('');
      element.undo();
      expect(element.strokes).to.deep.equal([]);
    });

    it('is read alike by a recognizer that is given the drawing', async () => {
      await open({}, '96px');
      await press([50, 50], [0, 11]);
      const { createRecognizer } = (await import(
        '/dist/recognizer.js' as string
      )) as typeof Library;
      const recognizer = await createRecognizer({ backend: 'cpu' });
      const { drawing } = element;
      const { width, height, strokes } = drawing!;
      for (const result of [
        await recognizer.recognize(drawing!),
        await recognizer.recognize(strokes, { frame: { width, height } }),
      ]) {
        expectNothing(result);
      }
      recognizer.dispose();
    });
  });

  describe('a scribble', () => {
    it('is no value; the field says that it cannot be read', async () => {
      await open();
      const read = nextEvent(element, 'digit-recognized');
      const points = Array.from({ length: 40 }, (_, i): Position => [(i * 37) % 90, (i * 61) % 90]);
      const pen = new FakePointer(element);
      pen.stroke(...points.map(([x, y]): Position => [x + 5, y + 5]));
      expect((await read).detail).to.include({ digit: null, reason: 'not-a-digit' });
      await element.updateComplete;
      expect(element.value).to.equal('');
      expect(new FormData(form).get('answer')).to.equal('');
      expect(heard).to.deep.equal([]);
      expect(element.validity.badInput).to.equal(true);
      expect(textOf(element, 'error')).to.match(/read/i);
      element.clear();
      await element.updateComplete;
      expect(element.validity.valid).to.equal(true);
      expect(textOf(element, 'error')).to.equal('');
      await drawWithMouse(element, seven);
      expect((await element.recognize())?.digit).to.equal(7);
      expect(element.value).to.equal('7');
    });

    it('is typed over', async () => {
      await open();
      const points = Array.from({ length: 40 }, (_, i): Position => [(i * 37) % 90, (i * 61) % 90]);
      new FakePointer(element).stroke(...points);
      await element.recognize();
      element.focus();
      await sendKeys({ press: '3' });
      expect(element.value).to.equal('3');
      expect(element.validity.valid).to.equal(true);
    });
  });
});
