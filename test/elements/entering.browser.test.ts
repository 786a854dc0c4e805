import { expect } from 'chai';
import { sendKeys } from '@web/test-runner-commands';
import type { DigitResult } from '../../src/recognizer/index.js';
import {
  buttonOf,
  eventAfter,
  line,
  mount,
  press,
  read,
  record,
  SEVEN_OR_ONE,
  shadowPart,
  stub,
  textOf,
  type Field,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

const EVENTS = ['input', 'change', 'digit-recognized', 'digit-corrected'];

function type(field: Field, ...keys: string[]): void {
  for (const key of keys) field.dispatchEvent(new KeyboardEvent('keydown', { key }));
}

describe('a digit can be entered without drawing', () => {
  let field: Field;
  const alternatives = () =>
    [...shadowPart(field, '[part="alternatives"]').querySelectorAll('button')] as HTMLElement[];

  async function draw(): Promise<void> {
    const pen = new FakePointer(field);
    await eventAfter(field, 'digit-recognized', () => pen.stroke([50, 20], [50, 80]));
    await field.updateComplete;
  }

  beforeEach(async () => {
    field = await mount();
  });

  it('by typing it, and by another one after it', async () => {
    field.focus();
    const heard = record(field, ...EVENTS);
    await press('4', '7');
    expect(field.value).to.equal('7');
    expect(heard).to.deep.equal(['input', 'change', 'input', 'change']);
    expect(textOf(field, 'digit')).to.equal('7');
    expect(field.result).to.equal(null);
  });

  it('in digits of any script', () => {
    for (const [key, digit] of Object.entries({ '٣': '3', '८': '8', '５': '5' })) {
      type(field, key);
      expect(field.value, key).to.equal(digit);
    }
    type(field, 'a', '-', 'F5', '½');
    expect(field.value).to.equal('5');
  });

  it('by stepping to it, and not beyond the ends', async () => {
    field.focus();
    await press('ArrowUp', 'ArrowUp');
    expect(field.value).to.equal('1');
    await press('ArrowDown', 'ArrowDown');
    expect(field.value).to.equal('0');
    await press('Backspace', 'ArrowDown', 'ArrowUp');
    expect(field.value).to.equal('9');
    await press('Home');
    expect(field.value).to.equal('0');
    await press('End');
    expect(field.value).to.equal('9');
  });

  it('and undone, one step each', async () => {
    field.focus();
    await press('4', '7', 'Backspace');
    const values = ['undo', 'undo', 'undo', 'redo', 'redo', 'redo'].map((step) => {
      field[step as 'undo' | 'redo']();
      return field.value;
    });
    expect(values).to.deep.equal(['7', '4', '', '4', '7', '']);
  });

  it('instead of the digit that was read: one press corrects it, and keeps the drawing', async () => {
    await read(field, SEVEN_OR_ONE);
    const { strokes, result } = field;
    const heard = record(field, ...EVENTS);
    const [first] = alternatives();
    const digit = Number(first!.textContent);
    const { detail } = await eventAfter(field, 'digit-corrected', () => first!.click());
    expect(detail).to.deep.equal({ digit, result, strokes });
    expect(heard).to.deep.equal(['input', 'change', 'digit-corrected']);
    expect(field.value).to.equal(String(digit));
    expect(field.strokes).to.deep.equal(strokes);
    expect(field.result).to.equal(result);
    field.undo();
    expect(field.value).to.equal(String(result!.digit));
  });

  it('from the other likely digits, or from all ten as chips', async () => {
    await draw();
    expect(alternatives(), 'a clear digit').to.have.length(0);
    field.clear();
    await read(field, SEVEN_OR_ONE);
    const { probabilities, digit } = field.result as DigitResult;
    const likely = [...probabilities.keys()]
      .filter((other) => other !== digit && probabilities[other]! >= 0.05)
      .sort((a, b) => probabilities[b]! - probabilities[a]!);
    expect(likely).to.not.be.empty;
    expect(alternatives().map((button) => Number(button.textContent))).to.deep.equal(likely);
    field.display = 'chips';
    await field.updateComplete;
    const list = field.shadowRoot!.querySelector('digit-probabilities')!;
    await list.updateComplete;
    const chips = [...list.shadowRoot!.querySelectorAll('button')];
    expect(chips).to.have.length(10);
    const next = (digit + 1) % 10;
    const { detail } = await eventAfter(field, 'digit-corrected', () => chips[next]!.click());
    expect(detail.digit).to.equal(next);
  });

  it('and is not a correction if it is what was read, or if nothing was drawn', async () => {
    const heard = record(field, 'digit-corrected');
    field.focus();
    await press('3', 'Backspace');
    await draw();
    await press(String(field.result!.digit));
    expect(heard).to.deep.equal([]);
  });

  it('and is read again when the user draws on', async () => {
    await draw();
    field.focus();
    await press(String((field.result!.digit! + 1) % 10));
    await draw();
    expect(field.value).to.equal(String(field.result!.digit));
  });

  it('but not while the field is read-only or disabled', async () => {
    field.readOnly = true;
    await field.updateComplete;
    field.focus();
    await press('4');
    field.readOnly = false;
    field.disabled = true;
    type(field, '4');
    expect(field.value).to.equal('');
  });

  it('and keys in a slotted element do nothing to the field', async () => {
    const input = document.createElement('input');
    input.slot = 'help';
    field.append(input);
    await field.updateComplete;
    input.focus();
    await press('4');
    expect([input.value, field.value]).to.deep.equal(['4', '']);
  });
});

describe('undo, redo and clear', () => {
  let field: Field;
  const count = () => field.strokes.length;
  const STEPS = ['undo', 'redo', 'clear'] as const;

  async function pressWith(key: string, ...modifiers: string[]): Promise<void> {
    for (const down of modifiers) await sendKeys({ down });
    await press(key);
    for (const up of modifiers.reverse()) await sendKeys({ up });
  }

  beforeEach(async () => {
    field = await mount();
    const pen = new FakePointer(field);
    pen.stroke([25, 20], [75, 20], [45, 80]);
    pen.stroke([40, 50], [70, 50]);
    await field.updateComplete;
  });

  it('are buttons, enabled when there is something to do', async () => {
    const enabled = () => STEPS.map((step) => !buttonOf(field, step).disabled);
    expect(enabled()).to.deep.equal([true, false, true]);
    for (const [step, left, after] of [
      ['undo', 1, [true, true, true]],
      ['redo', 2, [true, false, true]],
      ['clear', 0, [true, false, false]],
    ] as const) {
      buttonOf(field, step).click();
      await field.updateComplete;
      expect(count(), step).to.equal(left);
      expect(enabled(), step).to.deep.equal(after);
    }
  });

  it('are methods, one step each', () => {
    const counts = (['clear', 'undo', 'undo', 'redo', 'redo'] as const).map((step) => {
      field[step]();
      return count();
    });
    expect(counts).to.deep.equal([0, 2, 1, 2, 0]);
  });

  it('are keys while the surface has the focus', async () => {
    field.focus();
    await pressWith('z', 'Control');
    expect(count()).to.equal(1);
    await pressWith('z', 'Control', 'Shift');
    expect(count()).to.equal(2);
    await press('Backspace');
    expect(count()).to.equal(0);
    await pressWith('z', 'Control');
    expect(count()).to.equal(2);
  });

  it('are not available while the field is read-only', async () => {
    field.setAttribute('readonly', '');
    await field.updateComplete;
    for (const step of STEPS) expect(buttonOf(field, step).disabled, step).to.be.true;
    field.focus();
    await press('Backspace');
    expect(count()).to.equal(2);
  });

  it('empty the value at once when nothing is left; events fire if the user did it', async () => {
    const result = await field.recognize();
    expect(field.value).to.equal(String(result?.digit));
    const heard = record(field, 'input', 'change', 'digit-recognized');
    buttonOf(field, 'clear').click();
    expect([field.value, field.result]).to.deep.equal(['', null]);
    expect(heard).to.deep.equal(['input', 'change']);
    await field.updateComplete;
    expect(textOf(field, 'confidence')).to.equal('');
  });

  it('fire no events when a script clears the drawing', async () => {
    await field.recognize();
    const heard = record(field, 'input', 'change');
    field.clear();
    expect(field.value).to.equal('');
    expect(heard).to.deep.equal([]);
  });

  it('are followed by another reading', async () => {
    await field.recognize();
    const undo = () => buttonOf(field, 'undo').click();
    expect((await eventAfter(field, 'digit-recognized', undo)).detail).to.deep.equal(field.result);
  });

  it('add no steps to the history while the field is empty', async () => {
    field.strokes = [];
    await field.updateComplete;
    field.clear();
    field.undo();
    expect(count()).to.equal(0);
    expect(shadowPart(field, 'canvas').isConnected).to.be.true;
  });
});

describe('the state that the browser restores', () => {
  it('is the drawing, the value and the correction; the drawing is read again', async () => {
    const before = await mount({ name: 'a' });
    const states: unknown[] = [];
    stub(ElementInternals.prototype, 'setFormValue', (original, [, state]) => {
      states.push(state);
      return original();
    });
    const result = await read(before, [line([140, 40], [140, 240])]);
    const state = states.at(-1) as string;

    const after = await mount({ name: 'a', loading: undefined, style: 'margin-top: 5000px' });
    const events = record(after, 'input', 'change');
    after.formStateRestoreCallback(state);
    expect(after.value).to.equal(String(result.digit));
    expect(after.strokes).to.deep.equal(before.strokes);
    expect((await after.recognize())?.digit).to.equal(result.digit);
    expect(events).to.deep.equal([]);
  });

  it('may be a value alone, or make no sense', async () => {
    const field = await mount();
    field.formStateRestoreCallback('6');
    expect(field.value).to.equal('6');
    for (const state of [
      '{}',
      'null',
      '[1]',
      '{"strokes":[[{"x":"a"}]],"frame":{"width":1,"height":1},"entry":"","value":""}',
    ]) {
      field.formStateRestoreCallback(state);
      expect(field.value, state).to.equal('');
    }
  });
});
