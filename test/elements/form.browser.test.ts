import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { mount, nextEvent, record, textOf, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

const stroke = [
  [
    { x: 50, y: 20 },
    { x: 50, y: 80 },
  ],
];

describe('in a form', () => {
  let form: HTMLFormElement;
  let element: DigitRecognizerElement;
  const submitted = () => Object.fromEntries(new FormData(form));

  beforeEach(async () => {
    form = document.createElement('form');
    document.body.append(form);
    element = await mount({ name: 'answer' }, form);
  });
  afterEach(wipe);

  it('submits the digit that was drawn', async () => {
    new FakePointer(element).stroke([50, 20], [50, 80]);
    const { detail } = await nextEvent(element, 'digit-recognized');
    expect(submitted()).to.deep.equal({ answer: String(detail.digit) });
    expect(element.form).to.equal(form);
  });

  it('takes a value from the page, silently, and shows it', async () => {
    const heard = record(element, 'input', 'change');
    element.value = '7';
    await element.updateComplete;
    expect(submitted()).to.deep.equal({ answer: '7' });
    expect(textOf(element, 'digit')).to.equal('7');
    element.value = 'seven';
    expect(submitted()).to.deep.equal({ answer: '' });
    expect(heard).to.deep.equal([]);
  });

  it('keeps the drawing when a framework writes the same value back', async () => {
    element.strokes = stroke;
    await element.recognize();
    element.value = String(element.value);
    expect(element.strokes).to.have.length(1);
    element.value = '';
    expect(element.strokes).to.have.length(0);
    expect(element.result).to.equal(null);
  });

  it('starts with its attribute and goes back to it on reset', async () => {
    element.setAttribute('value', '3');
    expect(element.value).to.equal('3');
    element.strokes = stroke;
    await element.recognize();
    element.setAttribute('value', '4');
    expect(element.value).to.equal(String(element.result?.digit));
    form.reset();
    expect(element.value).to.equal('4');
    expect(element.strokes).to.deep.equal([]);
    expect(submitted()).to.deep.equal({ answer: '4' });
  });

  it('is invalid while required and empty, at once', () => {
    expect(form.checkValidity()).to.be.true;
    element.required = true;
    expect(form.checkValidity()).to.be.false;
    expect(element.validity.valueMissing).to.be.true;
    expect(element.validationMessage).to.not.equal('');
    element.value = '1';
    expect(element.checkValidity()).to.be.true;
    element.value = '';
    element.required = false;
    expect(element.reportValidity()).to.be.true;
  });

  it('fires invalid when it is checked, and takes a message of the page', () => {
    const heard = record(element, 'invalid');
    element.setCustomValidity('Not this one');
    expect(element.checkValidity()).to.be.false;
    expect(element.validationMessage).to.equal('Not this one');
    element.setCustomValidity('');
    expect(element.checkValidity()).to.be.true;
    expect(heard).to.deep.equal(['invalid']);
  });

  it('shows what is wrong when that is reported, and not when it is only checked', async () => {
    const ways: [string, () => unknown, boolean][] = [
      ['its check', () => element.checkValidity(), false],
      ['the check of the form', () => form.checkValidity(), false],
      ['its report', () => element.reportValidity(), true],
      ['the report of the form', () => form.reportValidity(), true],
      ['a submission by script', () => form.requestSubmit(), true],
      ['a submission by a button', () => form.querySelector('button')!.click(), true],
    ];
    form.append(document.createElement('button'));
    element.required = true;
    for (const [name, act, isShown] of ways) {
      form.reset();
      await element.updateComplete;
      expect(textOf(element, 'error'), name).to.equal('');
      act();
      await element.updateComplete;
      expect(textOf(element, 'error') !== '', name).to.equal(isShown);
    }
  });

  it('takes no reading below min-confidence', async () => {
    element.setAttribute('min-confidence', '1.01');
    element.strokes = stroke;
    const result = await element.recognize();
    expect(element.value).to.equal('');
    expect(element.validity.badInput).to.be.true;
    expect(element.validationMessage).to.include(String(result?.digit));
    element.minConfidence = 0;
    await element.updateComplete;
    expect(element.value).to.equal(String(result?.digit));
    expect(element.validity.valid).to.be.true;
  });

  it('submits nothing and draws nothing while disabled, also through a fieldset', async () => {
    element.value = '5';
    const fieldset = document.createElement('fieldset');
    form.append(fieldset);
    fieldset.append(element);
    fieldset.disabled = true;
    expect(submitted()).to.deep.equal({});
    expect(element.willValidate).to.be.false;
    new FakePointer(element).stroke([50, 20], [50, 80]);
    expect(element.strokes).to.deep.equal([]);
    fieldset.disabled = false;
    expect(submitted()).to.deep.equal({ answer: '5' });
    element.disabled = true;
    expect(submitted()).to.deep.equal({});
  });

  it('is focused by its label and by the report of its mistake', async () => {
    element.id = 'field';
    element.required = true;
    const label = document.createElement('label');
    label.htmlFor = 'field';
    form.append(label);
    label.click();
    expect(document.activeElement).to.equal(element);
    expect([...element.labels]).to.deep.equal([label]);
    element.blur();
    form.reportValidity();
    expect(document.activeElement).to.equal(element);
  });
});
