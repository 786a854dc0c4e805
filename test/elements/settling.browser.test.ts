import { expect } from 'chai';
import { sendKeys } from '@web/test-runner-commands';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { DRAWINGS } from '../support/drawings.js';
import { mount, nextEvent, record, sleep, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

const EVENTS = ['digit-recognized', 'input', 'change'];
const SEVEN = { width: 100, height: 100, strokes: DRAWINGS.find((d) => d.digit === 7)!.strokes };

/** The two strokes of a 4. */
const ANGLE: [number, number][] = [
  [40, 15],
  [35, 35],
  [28, 55],
  [50, 55],
  [75, 54],
];
const BAR: [number, number][] = [
  [60, 35],
  [60, 60],
  [60, 90],
];

function drawSeven(element: Element): void {
  const pen = new FakePointer(element);
  for (const stroke of SEVEN.strokes)
    pen.stroke(...stroke.map(({ x, y }): [number, number] => [x, y]));
}

describe('the value that a drawing gives', () => {
  let form: HTMLFormElement;
  let element: DigitRecognizerElement;
  let heard: string[];

  beforeEach(async () => {
    form = document.createElement('form');
    form.addEventListener('submit', (event) => event.preventDefault());
    document.body.append(form);
    element = await mount({ name: 'answer' }, form);
    await element.ready;
    heard = record(form, ...EVENTS, 'submit');
  });
  afterEach(wipe);

  it('is input with each reading, and changed once it is settled: a slow 4 is no change to 6', async () => {
    const values: string[] = [];
    for (const type of ['input', 'change'])
      element.addEventListener(type, () => values.push(`${type} ${element.value}`));
    const pen = new FakePointer(element);
    pen.stroke(...ANGLE);
    await nextEvent(element, 'input');
    await sleep(500);
    pen.stroke(...BAR);
    await nextEvent(element, 'input');
    await sleep(500);
    expect(heard).to.deep.equal(['digit-recognized', 'input', 'digit-recognized', 'input']);
    await nextEvent(element, 'change');
    expect(values.slice(-2)).to.deep.equal(['input 4', 'change 4']);
    expect(values).to.have.length(3);
    await sleep(1100);
    expect(values).to.have.length(3);
  });

  it('is settled when the focus leaves', async () => {
    element.focus();
    drawSeven(element);
    await nextEvent(element, 'input');
    element.blur();
    expect(heard).to.deep.equal(EVENTS);
  });

  it('is settled with its reading when the focus has left before that', async () => {
    element.focus();
    drawSeven(element);
    element.blur();
    expect(heard).to.deep.equal([]);
    await nextEvent(element, 'change');
    expect(heard).to.deep.equal(EVENTS);
  });

  it('is not settled by the focus of its own buttons, or of what the page put into it', async () => {
    const button = document.createElement('button');
    button.slot = 'buttons';
    element.append(button);
    await element.updateComplete;
    element.focus();
    drawSeven(element);
    await nextEvent(element, 'input');
    element.shadowRoot!.querySelector<HTMLElement>('[part~="undo-button"]')!.focus();
    button.focus();
    expect(heard).to.deep.equal(['digit-recognized', 'input']);
    button.blur();
    expect(heard).to.deep.equal(EVENTS);
  });

  it('is settled before the form is submitted, by Enter or by a script', async () => {
    for (const submit of [
      () => form.requestSubmit(),
      async () => {
        element.focus();
        await sendKeys({ press: 'Enter' });
      },
    ]) {
      element.value = '';
      heard.length = 0;
      drawSeven(element);
      await nextEvent(element, 'input');
      await submit();
      expect(heard).to.deep.equal([...EVENTS, 'submit']);
      await sleep(1100);
      expect(heard).to.deep.equal([...EVENTS, 'submit']);
    }
  });

  it('is settled with the reading after undo, and at once after clear', async () => {
    const pen = new FakePointer(element);
    pen.stroke(...ANGLE);
    await nextEvent(element, 'change');
    pen.stroke(...BAR);
    await nextEvent(element, 'change');
    heard.length = 0;
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }));
    await nextEvent(element, 'change');
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Backspace' }));
    expect(heard).to.deep.equal([...EVENTS, 'input', 'change']);
  });

  it('is not announced where the page wrote another one first', async () => {
    drawSeven(element);
    await nextEvent(element, 'input');
    element.value = '3';
    await sleep(1100);
    expect(heard).to.deep.equal(['digit-recognized', 'input']);
  });

  it('comes with a result that is frozen, and is the one in the event', async () => {
    drawSeven(element);
    const { detail } = await nextEvent(element, 'digit-recognized');
    expect(detail).to.equal(element.result);
    expect([detail, detail.probabilities].every(Object.isFrozen)).to.equal(true);
  });
});

describe('what a script does while the pen is down fires neither input nor change:', () => {
  afterEach(wipe);

  const ACTS: Record<string, (element: DigitRecognizerElement) => void> = {
    'setting strokes': (element) => (element.strokes = [[{ x: 1, y: 2 }]]),
    'setting a drawing': (element) => (element.drawing = SEVEN),
    'setting no drawing': (element) => (element.drawing = null),
    'setting a value': (element) => (element.value = '3'),
    'setting no value': (element) => (element.value = ''),
    clear: (element) => element.clear(),
    undo: (element) => element.undo(),
    disabling: (element) => (element.disabled = true),
    'making read-only': (element) => (element.readOnly = true),
    'a reset of the form': (element) => element.form!.reset(),
    'disabling the fieldset': (element) => (element.closest('fieldset')!.disabled = true),
    removing: (element) => element.remove(),
    moving: (element) => document.body.prepend(element),
    'restoring its state': (element) => element.formStateRestoreCallback('6'),
  };
  for (const live of [false, true]) {
    for (const [name, act] of Object.entries(ACTS)) {
      it(`${name}${live ? ', live' : ''}`, async () => {
        const form = document.createElement('form');
        const fieldset = document.createElement('fieldset');
        form.append(fieldset);
        document.body.append(form);
        const delay = live ? 'live' : '50';
        const element = await mount({ 'recognize-delay': delay }, fieldset);
        await element.ready;
        const pen = new FakePointer(element);
        pen.stroke([20, 20], [30, 80]);
        pen.send('pointerdown', 60, 20);
        pen.send('pointermove', 60, 50);
        if (live) await sleep(50);
        const heard = record(element, 'input', 'change');
        act(element);
        await element.updateComplete;
        if (element.isConnected) {
          pen.send('pointermove', 60, 60);
          pen.send('pointerup', 60, 60);
        }
        await sleep(120);
        expect(heard).to.deep.equal([]);
      });
    }
  }

  it('the same of a pad', async () => {
    for (const act of [
      (pad) => (pad.strokes = [[{ x: 1, y: 2 }]]),
      (pad) => pad.clear(),
      (pad) => pad.undo(),
      (pad) => pad.stop(),
      (pad) => (pad.disabled = true),
      (pad) => (pad.readOnly = true),
      (pad) => pad.remove(),
    ] as ((pad: HTMLElementTagNameMap['digit-pad']) => void)[]) {
      const pad = document.createElement('digit-pad');
      pad.style.width = '100px';
      document.body.append(pad);
      await pad.updateComplete;
      const pen = new FakePointer(pad);
      pen.send('pointerdown', 60, 20);
      const heard = record(pad, 'input', 'change');
      act(pad);
      await pad.updateComplete;
      if (pad.isConnected) pen.send('pointerup', 60, 60);
      expect(heard, String(act)).to.deep.equal([]);
    }
  });
});

describe('a value', () => {
  afterEach(wipe);

  it('may be given as a number, and is empty for what is none', async () => {
    const element = await mount();
    for (const [given, value] of [
      [7, '7'],
      [0, '0'],
      [null, ''],
      [3n, '3'],
      [undefined, ''],
      [10, ''],
      [1.5, ''],
      [-1, ''],
      [NaN, ''],
      [true, ''],
      ['07', ''],
    ]) {
      element.value = given as string;
      expect(element.value, String(given)).to.equal(value);
    }
  });

  it('of none wipes a drawing that is not read yet, which then is not read', async () => {
    const element = await mount();
    await element.ready;
    const heard = record(element, ...EVENTS);
    drawSeven(element);
    element.value = '';
    expect([element.drawing, element.isEmpty]).to.deep.equal([null, true]);
    await sleep(400);
    expect(heard).to.deep.equal([]);
  });

  it('follows minConfidence at once, for a form too', async () => {
    const form = document.createElement('form');
    document.body.append(form);
    const element = await mount({ name: 'answer' }, form);
    element.drawing = SEVEN;
    await element.recognize();
    const sent = () => [new FormData(form).get('answer'), element.validity.badInput];
    expect(sent()).to.deep.equal(['7', false]);
    element.minConfidence = 1.1;
    expect(sent()).to.deep.equal(['', true]);
    element.setAttribute('min-confidence', '0.5');
    expect(sent()).to.deep.equal(['7', false]);
  });
});

describe('ink that is no digit', () => {
  let element: DigitRecognizerElement;
  let heard: string[];

  beforeEach(async () => {
    element = await mount({ required: '' });
    await element.ready;
    heard = record(element, ...EVENTS, 'digit-corrected');
  });
  afterEach(wipe);

  async function tap(slip = 0): Promise<void> {
    const read = nextEvent(element, 'digit-recognized');
    const step = (slip * 100) / 280;
    new FakePointer(element).stroke([50, 50], [50, 50 + step]);
    await read;
  }

  it('enters nothing when it is a tap, also one that slips, and stays as ink', async () => {
    for (const slip of [0, 1, 12]) {
      await tap(slip);
      expect(element.result, String(slip)).to.include({ digit: null, reason: 'too-small' });
      expect([element.value, element.validity.valueMissing, element.validity.badInput]).to.eql([
        '',
        true,
        false,
      ]);
      expect(element.strokes).to.have.length(1);
    }
    expect(heard).to.deep.equal(Array(3).fill('digit-recognized'));
  });

  it('is dropped by a typed digit, which corrects nothing; undo brings it back', async () => {
    await tap(1);
    heard.length = 0;
    element.dispatchEvent(new KeyboardEvent('keydown', { key: '5' }));
    expect([element.value, element.drawing]).to.deep.equal(['5', null]);
    expect(heard).to.deep.equal(['input', 'change']);
    element.undo();
    expect([element.value, element.strokes.length]).to.deep.equal(['', 1]);
  });

  it('is dropped by the next stroke; undo brings it back', async () => {
    await tap();
    drawSeven(element);
    expect(element.strokes).to.have.length(SEVEN.strokes.length);
    await nextEvent(element, 'digit-recognized');
    expect(element.value).to.equal('7');
    SEVEN.strokes.forEach(() => element.undo());
    expect(element.strokes.flat().length).to.be.within(1, 2);
  });

  it('but dots beside a digit stay', async () => {
    drawSeven(element);
    await tap();
    expect(element.strokes).to.have.length(SEVEN.strokes.length + 1);
  });
});
