import { expect } from 'chai';
import {
  buttonOf,
  CLEAR_SEVEN,
  eventAfter,
  line,
  MISSING,
  mount,
  mountInForm,
  nextEvent,
  press,
  record,
  SEVEN,
  shadowPart,
  sleep,
  type Field,
} from './support/page.js';
import { drawAll, FakePointer } from './support/pens.js';

const READ = ['digit-recognized', 'input'];
const EVENTS = [...READ, 'change'];
const DRAWING = { width: 100, height: 100, strokes: SEVEN };

/** The two strokes of a 4. */
const ANGLE = line([40, 15], [35, 35], [28, 55], [50, 55], [75, 54]);
const BAR = line([60, 35], [60, 60], [60, 90]);

const type = (field: Field, init: KeyboardEventInit) =>
  field.dispatchEvent(new KeyboardEvent('keydown', init));

describe('the value of a drawing', () => {
  let form: HTMLFormElement;
  let field: Field;
  let heard: string[];
  const drawSeven = () => drawAll(field, SEVEN);

  beforeEach(async () => {
    ({ form, field } = await mountInForm());
    await field.ready;
    heard = record(form, ...EVENTS, 'submit');
  });

  it('fires input after each reading, and change once the user is done: a slow 4 is not reported as a 6', async () => {
    const values: string[] = [];
    for (const type of ['input', 'change'])
      field.addEventListener(type, () => values.push(`${type} ${field.value}`));
    for (const stroke of [ANGLE, BAR]) {
      await eventAfter(field, 'input', () => drawAll(field, [stroke]));
      await sleep(500);
    }
    expect(heard).to.deep.equal([...READ, ...READ]);
    await nextEvent(field, 'change');
    expect(values.slice(-2)).to.deep.equal(['input 4', 'change 4']);
    expect(values).to.have.length(3);
    await sleep(1100);
    expect(values).to.have.length(3);
  });

  it('fires change when the focus leaves', async () => {
    field.focus();
    await eventAfter(field, 'input', drawSeven);
    field.blur();
    expect(heard).to.deep.equal(EVENTS);
  });

  it('fires change with the reading if the focus has left before that', async () => {
    field.focus();
    drawSeven();
    field.blur();
    expect(heard).to.deep.equal([]);
    await nextEvent(field, 'change');
    expect(heard).to.deep.equal(EVENTS);
  });

  it('does not fire change when its own or slotted buttons get the focus', async () => {
    const button = document.createElement('button');
    button.slot = 'buttons';
    field.append(button);
    await field.updateComplete;
    field.focus();
    await eventAfter(field, 'input', drawSeven);
    buttonOf(field, 'undo').focus();
    button.focus();
    expect(heard).to.deep.equal(READ);
    button.blur();
    expect(heard).to.deep.equal(EVENTS);
  });

  it('fires change before the form is submitted, by Enter or by a script', async () => {
    const pressEnter = () => {
      field.focus();
      return press('Enter');
    };
    for (const submit of [() => form.requestSubmit(), pressEnter]) {
      field.value = '';
      heard.length = 0;
      await eventAfter(field, 'input', drawSeven);
      await submit();
      expect(heard).to.deep.equal([...EVENTS, 'submit']);
      await sleep(1100);
      expect(heard).to.deep.equal([...EVENTS, 'submit']);
    }
  });

  it('fires change with the reading after undo, and at once after clear', async () => {
    for (const stroke of [ANGLE, BAR])
      await eventAfter(field, 'change', () => drawAll(field, [stroke]));
    heard.length = 0;
    await eventAfter(field, 'change', () => type(field, { key: 'z', ctrlKey: true }));
    type(field, { key: 'Backspace' });
    expect(heard).to.deep.equal([...EVENTS, 'input', 'change']);
  });

  it('does not fire change if the page has set another value', async () => {
    await eventAfter(field, 'input', drawSeven);
    field.value = '3';
    await sleep(1100);
    expect(heard).to.deep.equal(READ);
  });

  it('comes with a frozen result, the same as in the event', async () => {
    const { detail } = await eventAfter(field, 'digit-recognized', drawSeven);
    expect(detail).to.equal(field.result);
    expect([detail, detail.probabilities].every(Object.isFrozen)).to.equal(true);
  });

  it('is cleared by an empty value before it is read, and then not read', async () => {
    drawSeven();
    field.value = '';
    expect([field.drawing, field.isEmpty]).to.deep.equal([null, true]);
    await sleep(400);
    expect(heard).to.deep.equal([]);
  });
});

describe('a form that is submitted right after the pen was lifted', () => {
  const LATE = { 'recognize-delay': '1000' };

  /** What is submitted, and by which button. */
  async function mountSending(attributes: Record<string, string> = {}) {
    const { form, field } = await mountInForm({ ...LATE, ...attributes });
    form.insertAdjacentHTML('beforeend', '<button name="by" value="one">1</button>');
    form.insertAdjacentHTML('beforeend', '<button name="by" value="two"><b>2</b></button>');
    const sent: unknown[] = [];
    form.addEventListener('submit', ({ submitter }) => {
      const data = new FormData(form, submitter);
      sent.push([field.value, ...data.values()].join());
    });
    const [one, two] = form.querySelectorAll('button');
    return { form, field, sent, one: one!, two: two! };
  }

  const until = async (isSo: () => boolean) => {
    for (let i = 0; !isSo() && i < 100; i++) await sleep(20);
  };

  for (const required of [false, true]) {
    it(`has what was written${required ? ', where that is required' : ''}`, async () => {
      const { form, field, sent, one, two } = await mountSending();
      field.required = required;
      const ways: [string, () => unknown, string][] = [
        ['a button', () => two.querySelector('b')!.click(), '7,7,two'],
        ['two clicks', () => (one.click(), two.click()), '7,7,two'],
        ['Enter', () => (field.focus(), press('Enter')), '7,7,one'],
        ['a script', () => form.requestSubmit(), '7,7'],
      ];
      for (const [name, act, expected] of ways) {
        field.value = '1';
        drawAll(field, SEVEN);
        const heard = record(form, 'input', 'change', 'invalid', 'submit');
        await act();
        await until(() => sent.length > 0);
        await sleep(100);
        expect(sent.splice(0), name).to.deep.equal([expected]);
        expect(heard, name).to.deep.equal(['input', 'change', 'submit']);
      }
    });
  }

  it('has it also where the form is not validated, and where it has several fields', async () => {
    const { form, field, sent, one } = await mountSending();
    const other = await mount({ ...LATE, name: 'other', required: '' }, form);
    form.noValidate = true;
    for (const each of [field, other]) drawAll(each, SEVEN);
    form.requestSubmit();
    await until(() => sent.length > 0);
    form.noValidate = false;
    for (const each of [field, other]) each.value = '';
    for (const each of [field, other]) drawAll(each, SEVEN);
    one.click();
    await until(() => sent.length > 1);
    await sleep(100);
    expect(sent).to.deep.equal(['7,7,7', '7,7,one,7']);
  });

  it('is not submitted if what was written is invalid, cleared, or reset', async () => {
    const { form, field, sent, two } = await mountSending({ 'min-confidence': '1.01' });
    drawAll(field, SEVEN);
    two.click();
    await eventAfter(field, 'digit-recognized', () => undefined);
    await sleep(100);
    expect([sent, field.matches(':invalid')]).to.deep.equal([[], true]);
    field.minConfidence = 0;
    for (const act of [() => type(field, { key: 'Backspace' }), () => form.reset()]) {
      field.value = '';
      drawAll(field, SEVEN);
      two.click();
      act();
      await sleep(300);
      expect(sent).to.deep.equal([]);
    }
  });

  it('is not valid for a script until that is read, and says so', async () => {
    const { form, field, sent } = await mountSending({ required: '' });
    drawAll(field, SEVEN);
    expect([form.checkValidity(), field.validity.badInput]).to.deep.equal([false, true]);
    expect(field.validationMessage).to.include('Not read yet');
    expect(form.reportValidity()).to.be.false;
    expect(sent).to.deep.equal([]);
    await field.recognize();
    expect([form.checkValidity(), field.validationMessage]).to.deep.equal([true, '']);
    // What a page sets is its own affair.
    field.value = '';
    field.strokes = CLEAR_SEVEN;
    expect([field.validity.valueMissing, field.validity.badInput]).to.deep.equal([true, false]);
    await field.recognize();
    expect(field.checkValidity()).to.be.true;
  });

  it('is not submitted while the network cannot be loaded, until the user types', async () => {
    const { form, field, sent, one } = await mountSending({ model: MISSING, loading: 'lazy' });
    await eventAfter(field, 'digit-error', () => (field.loading = 'eager'));
    drawAll(field, SEVEN);
    await field.updateComplete;
    const error = shadowPart(field, '[part="error"]');
    expect(error.textContent).to.equal('');
    one.click();
    await sleep(100);
    expect([sent, field.value]).to.deep.equal([[], '']);
    expect(error.textContent).to.equal("Can't read this. Try again or type it.");
    type(field, { key: '7' });
    expect(form.checkValidity()).to.be.true;
    one.click();
    expect(sent).to.deep.equal(['7,7,one']);
  });

  it('is submitted while the network cannot be loaded, if the form takes the strokes', async () => {
    const settings = { model: MISSING, loading: 'lazy', 'name-strokes': 'ink' };
    const { form, field, one } = await mountSending(settings);
    const inks: unknown[] = [];
    form.addEventListener('submit', () => inks.push(new FormData(form).get('ink')));
    drawAll(field, SEVEN);
    await eventAfter(field, 'digit-error', () => (field.loading = 'eager'));
    await field.updateComplete;
    expect(form.checkValidity()).to.be.true;
    one.click();
    expect(inks).to.deep.equal([JSON.stringify(field.drawing)]);
    field.nameStrokes = '';
    expect(field.validity.badInput).to.be.true;
    Object.assign(field, { nameStrokes: 'ink', required: true });
    expect([field.validity.badInput, field.validity.valueMissing]).to.deep.equal([false, true]);
    one.click();
    expect(inks).to.have.length(1);
  });
});

it('a value may be set as a number, and is empty for anything that is not a digit', async () => {
  const field = await mount();
  for (const given of [7, 0, 3n]) {
    field.value = given as never;
    expect(field.value).to.equal(String(given));
  }
  for (const given of [null, undefined, 10, 1.5, -1, NaN, true, '07']) {
    field.value = '7';
    field.value = given as never;
    expect(field.value, String(given)).to.equal('');
  }
});

describe('input and change do not fire for what a script does while the pen is down:', () => {
  const ACTS: Record<string, (field: Field) => unknown> = {
    'setting strokes': (field) => (field.strokes = [line([1, 2])]),
    'setting a drawing': (field) => (field.drawing = DRAWING),
    'setting no drawing': (field) => (field.drawing = null),
    'setting a value': (field) => (field.value = '3'),
    'setting no value': (field) => (field.value = ''),
    clear: (field) => field.clear(),
    undo: (field) => field.undo(),
    disabling: (field) => (field.disabled = true),
    'making read-only': (field) => (field.readOnly = true),
    'a reset of the form': (field) => field.form!.reset(),
    'disabling the fieldset': (field) => (field.closest('fieldset')!.disabled = true),
    removing: (field) => field.remove(),
    moving: (field) => document.body.prepend(field),
    'restoring its state': (field) => field.formStateRestoreCallback('6'),
  };
  for (const delay of ['50', 'live']) {
    for (const [name, act] of Object.entries(ACTS)) {
      it(`${name}, with a delay of ${delay}`, async () => {
        document.body.innerHTML = '<form><fieldset></fieldset></form>';
        const fieldset = document.querySelector('fieldset')!;
        const field = await mount({ 'recognize-delay': delay }, fieldset);
        await field.ready;
        const pen = new FakePointer(field);
        pen.stroke([20, 20], [30, 80]);
        pen.send('pointerdown', 60, 20);
        pen.send('pointermove', 60, 50);
        if (delay === 'live') await sleep(50);
        const heard = record(field, 'input', 'change');
        act(field);
        await field.updateComplete;
        if (field.isConnected) {
          pen.send('pointermove', 60, 60);
          pen.send('pointerup', 60, 60);
        }
        await sleep(120);
        expect(heard).to.deep.equal([]);
      });
    }
  }

  for (const name of ['making read-only', 'moving']) {
    it(`${name}, but change does for an input before that`, async () => {
      const { field } = await mountInForm({ 'recognize-delay': '50' });
      await field.ready;
      await eventAfter(field, 'input', () => drawAll(field, SEVEN));
      const heard = record(field, 'input', 'change');
      const pen = new FakePointer(field);
      pen.send('pointerdown', 60, 20);
      pen.send('pointermove', 60, 50);
      await eventAfter(field, 'change', () => ACTS[name]!(field));
      expect(heard).to.deep.equal(['change']);
    });
  }

  const OF_PAD: Record<string, (pad: HTMLElementTagNameMap['digit-pad']) => unknown> = {
    'setting strokes': (pad) => (pad.strokes = [line([1, 2])]),
    clear: (pad) => pad.clear(),
    undo: (pad) => pad.undo(),
    stop: (pad) => pad.stop(),
    disabling: (pad) => (pad.disabled = true),
    'making read-only': (pad) => (pad.readOnly = true),
    removing: (pad) => pad.remove(),
  };
  for (const [name, act] of Object.entries(OF_PAD)) {
    it(`${name}, of a pad`, async () => {
      const pad = document.body.appendChild(document.createElement('digit-pad'));
      pad.style.width = '100px';
      await pad.updateComplete;
      const pen = new FakePointer(pad);
      pen.send('pointerdown', 60, 20);
      const heard = record(pad, 'input', 'change');
      act(pad);
      await pad.updateComplete;
      if (pad.isConnected) pen.send('pointerup', 60, 60);
      expect(heard).to.deep.equal([]);
    });
  }
});
