import { expect } from 'chai';
import { sendKeys } from '@web/test-runner-commands';
import type { DigitCorrectedDetail } from '../../src/elements/events.js';
import type { DigitResult } from '../../src/recognizer/index.js';
import {
  mount,
  nextEvent,
  record,
  SEVEN_OR_ONE,
  shadowPart,
  textOf,
  wipe,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

const EVENTS = ['input', 'change', 'digit-recognized', 'digit-corrected'];

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await sendKeys({ press: key });
}

describe('a digit can be entered without drawing', () => {
  let element: Awaited<ReturnType<typeof mount>>;
  const alternatives = () =>
    [...shadowPart(element, '[part="alternatives"]').querySelectorAll('button')] as HTMLElement[];

  async function draw(): Promise<void> {
    const pen = new FakePointer(element);
    const read = nextEvent(element, 'digit-recognized');
    pen.stroke([50, 20], [50, 80]);
    await read;
    await element.updateComplete;
  }

  async function drawUnsurely(): Promise<void> {
    element.strokes = SEVEN_OR_ONE;
    await element.recognize();
    await element.updateComplete;
  }

  beforeEach(async () => {
    element = await mount();
  });
  afterEach(wipe);

  it('by typing it, and by another one after it', async () => {
    element.focus();
    const heard = record(element, ...EVENTS);
    await press('4', '7');
    expect(element.value).to.equal('7');
    expect(heard).to.deep.equal(['input', 'change', 'input', 'change']);
    expect(textOf(element, 'digit')).to.equal('7');
    expect(element.result).to.equal(null);
  });

  it('in digits of any script', () => {
    for (const [key, digit] of [
      ['٣', '3'],
      ['८', '8'],
      ['５', '5'],
    ]) {
      element.dispatchEvent(new KeyboardEvent('keydown', { key: key! }));
      expect(element.value, key).to.equal(digit);
    }
    for (const key of ['a', '-', 'F5', '½'])
      element.dispatchEvent(new KeyboardEvent('keydown', { key }));
    expect(element.value).to.equal('5');
  });

  it('by stepping to it, and not beyond the ends', async () => {
    element.focus();
    await press('ArrowUp', 'ArrowUp');
    expect(element.value).to.equal('1');
    await press('ArrowDown', 'ArrowDown');
    expect(element.value).to.equal('0');
    await press('Backspace', 'ArrowDown', 'ArrowUp');
    expect(element.value).to.equal('9');
  });

  it('and undone, one step each', async () => {
    element.focus();
    await press('4', '7', 'Backspace');
    const values = [];
    for (let i = 0; i < 3; i++) {
      element.undo();
      values.push(element.value);
    }
    for (let i = 0; i < 3; i++) {
      element.redo();
      values.push(element.value);
    }
    expect(values).to.deep.equal(['7', '4', '', '4', '7', '']);
  });

  it('in place of what was read: one press corrects it, with the drawing', async () => {
    await drawUnsurely();
    const { strokes, result } = element;
    const heard = record(element, ...EVENTS);
    const corrected = nextEvent(element, 'digit-corrected');
    const [first] = alternatives();
    const digit = Number(first!.textContent);
    first!.click();
    const detail: DigitCorrectedDetail = (await corrected).detail;
    expect(detail).to.deep.equal({ digit, result, strokes });
    expect(heard).to.deep.equal(['input', 'change', 'digit-corrected']);
    expect(element.value).to.equal(String(digit));
    expect(element.strokes).to.deep.equal(strokes);
    expect(element.result).to.equal(result);
    element.undo();
    expect(element.value).to.equal(String(result!.digit));
  });

  it('of the others that are likely, or of all ten as chips', async () => {
    await draw();
    expect(alternatives(), 'a clear digit').to.have.length(0);
    element.clear();
    await drawUnsurely();
    const { probabilities, digit } = element.result as DigitResult;
    const likely = [...probabilities.keys()]
      .filter((other) => other !== digit && probabilities[other]! >= 0.05)
      .sort((a, b) => probabilities[b]! - probabilities[a]!);
    expect(likely).to.not.be.empty;
    expect(alternatives().map((button) => Number(button.textContent))).to.deep.equal(likely);
    element.display = 'chips';
    await element.updateComplete;
    const list = element.shadowRoot!.querySelector('digit-probabilities')!;
    await list.updateComplete;
    const chips = [...list.shadowRoot!.querySelectorAll('button')];
    expect(chips).to.have.length(10);
    const corrected = nextEvent(element, 'digit-corrected');
    chips[(digit + 1) % 10]!.click();
    expect((await corrected).detail.digit).to.equal((digit + 1) % 10);
  });

  it('and is no correction where it is what was read, or where nothing was drawn', async () => {
    const heard = record(element, 'digit-corrected');
    element.focus();
    await press('3', 'Backspace');
    await draw();
    await press(String(element.result!.digit));
    expect(heard).to.deep.equal([]);
  });

  it('and is read anew when one draws on', async () => {
    await draw();
    element.focus();
    await press(String((element.result!.digit! + 1) % 10));
    await draw();
    expect(element.value).to.equal(String(element.result!.digit));
  });

  it('but not while the field is read-only or disabled', async () => {
    element.readOnly = true;
    await element.updateComplete;
    element.focus();
    await press('4');
    element.readOnly = false;
    element.disabled = true;
    element.dispatchEvent(new KeyboardEvent('keydown', { key: '4' }));
    expect(element.value).to.equal('');
  });

  it('and leaves the keys of what a page put into a slot alone', async () => {
    const input = document.createElement('input');
    input.slot = 'help';
    element.append(input);
    await element.updateComplete;
    input.focus();
    await press('4');
    expect([input.value, element.value]).to.deep.equal(['4', '']);
  });
});

describe('what the browser keeps of a field', () => {
  afterEach(wipe);

  it('brings back drawing, value and correction, and reads the drawing again', async () => {
    const before = await mount({ name: 'a' });
    const heard: unknown[] = [];
    const keep = ElementInternals.prototype.setFormValue;
    ElementInternals.prototype.setFormValue = function (this: ElementInternals, ...args) {
      heard.push(args[1]);
      keep.apply(this, args);
    };
    before.strokes = [
      [
        { x: 140, y: 40 },
        { x: 140, y: 240 },
      ],
    ];
    const result = await before.recognize();
    ElementInternals.prototype.setFormValue = keep;
    const state = heard.at(-1) as string;

    const after = await mount({ name: 'a', loading: undefined, style: 'margin-top: 5000px' });
    const events = record(after, 'input', 'change');
    after.formStateRestoreCallback(state);
    expect(after.value).to.equal(String(result!.digit));
    expect(after.strokes).to.deep.equal(before.strokes);
    expect((await after.recognize())?.digit).to.equal(result!.digit);
    expect(events).to.deep.equal([]);
  });

  it('may be a value alone, or nothing that makes sense', async () => {
    const element = await mount();
    element.formStateRestoreCallback('6');
    expect(element.value).to.equal('6');
    for (const state of [
      '{}',
      'null',
      '[1]',
      '{"strokes":[[{"x":"a"}]],"frame":{"width":1,"height":1},"entry":"","value":""}',
    ]) {
      element.formStateRestoreCallback(state);
      expect(element.value, state).to.equal('');
    }
  });

  it('is submitted with the strokes where the page asks for them', async () => {
    const form = document.createElement('form');
    document.body.append(form);
    const element = await mount({ name: 'digit', 'name-strokes': 'strokes' }, form);
    element.strokes = [[{ x: 1, y: 2 }]];
    await element.recognize();
    const data = new FormData(form);
    expect(data.get('digit')).to.equal(element.value);
    expect(data.get('strokes')).to.equal(JSON.stringify(element.drawing));
    expect(element.drawing?.strokes).to.deep.equal([[{ x: 1, y: 2 }]]);
    element.removeAttribute('name-strokes');
    expect([...new FormData(form).keys()]).to.deep.equal(['digit']);
  });
});
