import { expect } from 'chai';
import { describeFormControl } from './conformance/form-control.js';
import { eventAfter, line, mountInForm, read, record, textOf, type Field } from './support/page.js';
import { FakePointer } from './support/pens.js';

const STROKES = [line([50, 20], [50, 80])];

// The browser's own control shows that the suite asks for what HTML says.
describeFormControl({
  title: '<input>',
  create: () => Object.assign(document.createElement('input'), { maxLength: 1 }),
  settle: () => Promise.resolve(),
});

describeFormControl({
  title: '<digit-recognizer>',
  create: () => Object.assign(document.createElement('digit-recognizer'), { backend: 'cpu' }),
  settle: (control) => (control as unknown as Field).updateComplete,
});

describe('in a form', () => {
  let form: HTMLFormElement;
  let field: Field;
  const submitted = () => Object.fromEntries(new FormData(form));

  beforeEach(async () => {
    ({ form, field } = await mountInForm());
  });

  it('a digit that was drawn is submitted', async () => {
    const draw = () => new FakePointer(field).stroke([50, 20], [50, 80]);
    const { detail } = await eventAfter(field, 'digit-recognized', draw);
    expect(submitted()).to.deep.equal({ answer: String(detail.digit) });
  });

  it('a value that the page sets is shown, without an event', async () => {
    const heard = record(field, 'input', 'change');
    field.value = '7';
    await field.updateComplete;
    expect(submitted()).to.deep.equal({ answer: '7' });
    expect(textOf(field, 'digit')).to.equal('7');
    field.value = 'seven';
    expect(submitted()).to.deep.equal({ answer: '' });
    expect(heard).to.deep.equal([]);
  });

  it('the drawing stays when a framework writes the same value back', async () => {
    await read(field, STROKES);
    field.value = String(field.value);
    expect(field.strokes).to.have.length(1);
    field.value = '';
    expect(field.strokes).to.have.length(0);
    expect(field.result).to.equal(null);
  });

  it('a reset goes back to the attribute, and clears the drawing', async () => {
    field.setAttribute('value', '3');
    expect(field.value).to.equal('3');
    await read(field, STROKES);
    field.setAttribute('value', '4');
    expect(field.value).to.equal(String(field.result?.digit));
    form.reset();
    expect(field.value).to.equal('4');
    expect(field.strokes).to.deep.equal([]);
    expect(submitted()).to.deep.equal({ answer: '4' });
  });

  it('an error is shown when it is reported, but not when the field is only checked', async () => {
    const button = form.appendChild(document.createElement('button'));
    const ways: [string, () => unknown, boolean][] = [
      ['its check', () => field.checkValidity(), false],
      ['the check of the form', () => form.checkValidity(), false],
      ['its report', () => field.reportValidity(), true],
      ['the report of the form', () => form.reportValidity(), true],
      ['a submission by script', () => form.requestSubmit(), true],
      ['a submission by a button', () => button.click(), true],
    ];
    field.required = true;
    for (const [name, act, isShown] of ways) {
      form.reset();
      await field.updateComplete;
      expect(textOf(field, 'error'), name).to.equal('');
      act();
      await field.updateComplete;
      expect(textOf(field, 'error') !== '', name).to.equal(isShown);
    }
  });

  it('a reading below min-confidence is not a value, at once', async () => {
    field.setAttribute('min-confidence', '1.01');
    const digit = String((await read(field, STROKES)).digit);
    const state = () => [field.value, submitted().answer, field.validity.badInput];
    expect(state()).to.deep.equal(['', '', true]);
    expect(field.validationMessage).to.include(digit);
    field.minConfidence = 0;
    expect(state()).to.deep.equal([digit, digit, false]);
    expect(field.validity.valid).to.be.true;
    field.minConfidence = 1.1;
    expect(state()).to.deep.equal(['', '', true]);
    field.setAttribute('min-confidence', '0.1');
    expect(state()).to.deep.equal([digit, digit, false]);
  });

  it('a field in a disabled fieldset cannot be drawn on', () => {
    const fieldset = form.appendChild(document.createElement('fieldset'));
    fieldset.append(field);
    fieldset.disabled = true;
    expect(field.willValidate).to.be.false;
    new FakePointer(field).stroke([50, 20], [50, 80]);
    expect(field.strokes).to.deep.equal([]);
  });
});
