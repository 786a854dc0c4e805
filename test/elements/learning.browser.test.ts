import { expect } from 'chai';
import type { NumberRecognizerElement } from '../../src/elements/number-recognizer-element.js';
import type { NoDigitResult } from '../../src/recognizer/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { again, correct, digitOf, ZERO } from './support/learning.js';
import { mountNumber, write } from './support/numbers.js';
import {
  CLEAR_SEVEN,
  eventAfter,
  mount,
  mountInForm,
  nextEvent,
  painted,
  press,
  read,
  record,
  shadowPart,
  sleep,
  surfaceOf,
  type Field,
} from './support/page.js';

async function submit(form: HTMLFormElement, field: Field): Promise<void> {
  const learned = nextEvent(field, 'digit-learned');
  form.requestSubmit();
  await learned;
}

describe('a field that learns', function () {
  this.timeout(30_000);

  it('learns a correction, says so, and reads the next such drawing right', async () => {
    const field = await mount({ learn: '' });
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
    const { detail } = await correct(field, '4');
    expect(detail).to.deep.equal({ digit: 4, confirmed: false });
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
    expect(await digitOf(field, ZERO)).to.equal(0);
  });

  it('learns nothing without the attribute', async () => {
    const field = await mount();
    const heard = record(field, 'digit-learned');
    await read(field, CLEAR_SEVEN);
    surfaceOf(field).focus();
    await press('4');
    await painted();
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(7);
    await field.forgetHand();
    expect(heard).to.deep.equal([]);
  });

  it('takes the last word on a drawing, and forgets a correction that is undone', async () => {
    const field = await mount({ learn: '' });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    await correct(field, '1');
    expect((await eventAfter(field, 'digit-learned', () => field.undo())).detail.digit).to.equal(4);
    expect((await eventAfter(field, 'digit-learned', () => field.undo())).detail.digit).to.equal(
      null,
    );
    expect((await eventAfter(field, 'digit-learned', () => field.redo())).detail.digit).to.equal(4);
    field.clear();
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
  });

  it('learns what was left standing when the form is submitted, once', async () => {
    const { form, field } = await mountInForm({ learn: '' });
    await read(field, CLEAR_SEVEN);
    const details: unknown[] = [];
    field.addEventListener('digit-learned', ({ detail }) => details.push(detail));
    await submit(form, field);
    form.requestSubmit();
    await painted();
    expect(details).to.deep.equal([{ digit: 7, confirmed: true }]);
  });

  it('does not take for accepted what the page set, what is invalid, or what was corrected', async () => {
    const { form, field } = await mountInForm({ learn: '' });
    const heard = record(field, 'digit-learned');
    field.value = '3';
    form.requestSubmit();
    await read(field, CLEAR_SEVEN);
    field.minConfidence = 1.1;
    form.requestSubmit();
    field.minConfidence = 0;
    field.readOnly = true;
    form.requestSubmit();
    field.readOnly = false;
    await painted();
    expect(heard).to.deep.equal([]);
    await correct(field, '4');
    form.requestSubmit();
    await painted();
    expect(heard).to.have.lengthOf(1);
  });

  it('does not share what it learns with fields that have no key, or another', async () => {
    const fields = [
      await mount({ learn: '' }),
      await mount({ learn: '' }),
      await mount({ learn: 'another' }),
    ];
    await read(fields[0]!, CLEAR_SEVEN);
    await correct(fields[0]!, '4');
    for (const other of fields.slice(1)) expect(await digitOf(other, CLEAR_SEVEN)).to.equal(7);
  });

  it('keeps its hand while it is off the page, and when it changes its backend', async () => {
    const field = await mount({ learn: '' });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    field.remove();
    await sleep(20);
    document.body.append(field);
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
    field.backend = 'wasm';
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(4);
  });

  it('begins and ends to learn with the attribute', async () => {
    const field = await mount();
    await read(field, CLEAR_SEVEN);
    field.learn = '';
    await field.updateComplete;
    await read(field, ZERO);
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(4);
    field.learn = null;
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
  });

  it('learns a correction that comes while the network is loaded', async () => {
    const field = await mount({ learn: '' });
    field.strokes = CLEAR_SEVEN;
    await correct(field, '4');
    field.clear();
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
  });

  it('learns what was left standing in a form that its page resets', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    form.onsubmit = (event) => {
      event.preventDefault();
      form.reset();
    };
    const field = await mount({ learn: '' }, form);
    await read(field, CLEAR_SEVEN);
    await submit(form, field);
  });

  it('learns no digit for a drawing of two', async () => {
    const field = await mount({ learn: '' });
    const heard = record(field, 'digit-learned');
    const pair = [9, 1].flatMap((digit, side) =>
      DRAWINGS.find((drawing) => drawing.digit === digit)!.strokes.map((stroke) =>
        stroke.map(({ x, y }) => ({ x: 2 + 49 * side + x * 0.45, y: 25 + y * 0.45 })),
      ),
    );
    const { reason } = (await read(field, pair)) as NoDigitResult;
    expect(reason).to.equal('several-digits');
    surfaceOf(field).focus();
    await press('5');
    await sleep(200);
    expect(heard).to.deep.equal([]);
  });

  it('forgets all when it is told to', async () => {
    const field = await mount({ learn: '' });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    const { detail } = await eventAfter(field, 'digit-learned', () => field.forgetHand());
    expect(detail.digit).to.equal(null);
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
  });
});

describe('a number field that learns', function () {
  this.timeout(60_000);

  function surfaceOfNumber(field: NumberRecognizerElement): HTMLInputElement {
    return shadowPart(field, 'input') as HTMLInputElement;
  }

  async function typeInPlace(
    field: NumberRecognizerElement,
    at: number,
    digit: string,
  ): Promise<void> {
    const input = surfaceOfNumber(field);
    input.focus();
    input.setSelectionRange(at, at + 1);
    await press(digit);
  }

  it('learns the digit that was corrected, from its own strokes', async () => {
    const field = await mountNumber({ learn: '' });
    await write(field, '37');
    expect(field.value).to.equal('37');
    const heard: unknown[] = [];
    field.addEventListener('number-learned', ({ detail }) => heard.push(detail));
    const learned = nextEvent(field, 'number-learned');
    await typeInPlace(field, 1, '4');
    await learned;
    expect(field.value).to.equal('34');
    expect(heard).to.deep.equal([{ digit: 4, confirmed: false }]);
    field.clear();
    await write(field, '737');
    expect(field.value).to.equal('434');
    await eventAfter(field, 'number-learned', () => field.forgetHand());
    await eventAfter(field, 'number-learned', () => typeInPlace(field, 2, '1'));
    await eventAfter(field, 'number-learned', () => field.forgetHand());
    field.clear();
    await write(field, '37');
    expect(field.value).to.equal('37');
  });

  it('forgets a correction that is undone, and learns what is left standing', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    form.addEventListener('submit', (event) => event.preventDefault());
    const field = await mountNumber({ learn: '' }, form);
    await write(field, '37');
    const heard: unknown[] = [];
    field.addEventListener('number-learned', ({ detail }) =>
      heard.push([detail.digit, detail.confirmed]),
    );
    await eventAfter(field, 'number-learned', () => typeInPlace(field, 1, '4'));
    await eventAfter(field, 'number-learned', () => field.undo());
    form.requestSubmit();
    while (heard.length < 3) await sleep(20);
    expect(heard).to.deep.include.members([
      [4, false],
      [null, false],
      [3, true],
    ]);
  });
});
