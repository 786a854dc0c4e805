import { expect } from 'chai';
import type * as Library from '../../src/digit-recognizer.js';
import type * as Define from '../../src/elements/define.js';
import { needing } from '../support/engine.js';
import { canvasOf, line, logged, shadowPart, type Field } from './support/page.js';

const { define } = (await import('/dist/elements/define.js' as string)) as typeof Define;
const { DigitPadElement, DigitProbabilitiesElement, DigitRecognizerElement } = (await import(
  '/dist/digit-recognizer.js' as string
)) as typeof Library;

const STROKES = [line([9, 9]), line([20, 30])];
const PROBABILITIES = [0.1, 0, 0, 0, 0, 0, 0, 0.9, 0, 0];

describe('registering', () => {
  it('is done by the main entry, and may be done again', () => {
    const warnings = logged('warn');
    expect(customElements.get('digit-recognizer')).to.equal(DigitRecognizerElement);
    define();
    expect(warnings).to.deep.equal([]);
  });

  it('works under another name as well', () => {
    const warnings = logged('warn');
    define('digit-field');
    expect(document.createElement('digit-field')).to.be.instanceOf(DigitRecognizerElement);
    define('digit-field');
    expect(warnings).to.deep.equal([]);
  });

  it('does not replace another class, and warns', () => {
    class Other extends HTMLElement {}
    customElements.define('taken-name', Other);
    const warnings = logged('warn');
    define('taken-name');
    expect(customElements.get('taken-name')).to.equal(Other);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('taken-name');
  });

  it('of a subclass by the page registers the parts too', async () => {
    customElements.define('answer-field', class extends DigitRecognizerElement {});
    const field = document.createElement('answer-field') as Field;
    field.setAttribute('value', '7');
    document.body.append(field);
    await field.updateComplete;
    expect(field.value).to.equal('7');
    expect(field.shadowRoot?.querySelector('digit-pad')?.shadowRoot).to.exist;
  });

  it('tells the version of the class', () => {
    expect(DigitRecognizerElement.version).to.match(/^\d+\.\d+\.\d+/);
  });

  needing('scoped registries').it('works in the scoped registry of a shadow tree', async () => {
    const registry = new CustomElementRegistry();
    define('scoped-digit', registry);
    expect(customElements.get('scoped-digit')).to.be.undefined;
    const host = document.body.appendChild(document.createElement('div'));
    const root = host.attachShadow({ mode: 'open', customElementRegistry: registry } as never);
    root.innerHTML = '<scoped-digit value="4" backend="cpu"></scoped-digit>';
    const field = root.firstElementChild as Field;
    await field.updateComplete;
    expect(field).to.be.instanceOf(DigitRecognizerElement);
    expect(field.value).to.equal('4');
    await field.ready;
    expect(field.shadowRoot?.querySelector('digit-pad')?.shadowRoot).to.exist;
  });
});

describe('a property that is set before the element is defined', () => {
  let count = 0;

  async function upgraded<T extends HTMLElement & { readonly updateComplete: Promise<boolean> }>(
    constructor: new () => T,
    properties: Partial<Record<keyof T, unknown>>,
  ): Promise<T> {
    const tag = `late-element-${count++}`;
    const element = Object.assign(document.createElement(tag), properties) as unknown as T;
    document.body.append(element);
    customElements.define(tag, class extends (constructor as CustomElementConstructor) {});
    await element.updateComplete;
    return element;
  }

  const ofField: Partial<Record<keyof Field, unknown>> = {
    ...{ value: '7', strokes: STROKES, name: 'answer', nameStrokes: 'ink', disabled: true },
    ...{ readOnly: true, required: true, minConfidence: 0.5, backend: 'wasm', loading: 'eager' },
    ...{ model: '/models/other.json', crossOriginWeights: true, recognizeDelay: 'live' },
    ...{ display: 'chips', defaultValue: '3' },
  };
  const ofPad = { strokes: STROKES, disabled: true, readOnly: true };
  for (const [constructor, properties] of [
    [DigitRecognizerElement, ofField],
    [DigitPadElement, ofPad],
  ] as const) {
    for (const [name, value] of Object.entries(properties)) {
      it(`is kept: ${name} of ${constructor.name}`, async () => {
        const element = await upgraded<Field>(constructor as never, { [name]: value });
        expect(element[name as 'strokes']).to.deep.equal(value);
        expect(Object.hasOwn(element, name), 'it is no longer the element’s own').to.be.false;
      });
    }
  }

  it('is what a form sends', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    const tag = `late-element-${count++}`;
    form.append(Object.assign(document.createElement(tag), { name: 'answer', value: '7' }));
    define(tag);
    await (form.firstElementChild as Field).updateComplete;
    expect([...new FormData(form)]).to.deep.equal([['answer', '7']]);
  });

  it('makes the field disabled or invalid for the browser too', async () => {
    const disabled = await upgraded(DigitRecognizerElement, { disabled: true });
    expect(disabled.matches(':disabled')).to.be.true;
    const missing = await upgraded(DigitRecognizerElement, { required: true });
    expect(missing.matches(':invalid')).to.be.true;
  });

  it('gives a pad strokes that can be undone', async () => {
    const pad = await upgraded(DigitPadElement, { strokes: STROKES });
    pad.undo();
    expect(pad.strokes).to.deep.equal(STROKES.slice(0, 1));
  });

  it('gives a list its probabilities, its variant, and that it is disabled', async () => {
    const properties = { probabilities: PROBABILITIES, variant: 'chips', disabled: true };
    const list = await upgraded(DigitProbabilitiesElement, properties);
    expect(shadowPart(list, '[part~="best"]').textContent).to.include('7');
    expect(list.shadowRoot?.querySelectorAll('button:disabled')).to.have.length(10);
  });

  it('is refused by name if it is wrong, and the element works', async () => {
    const errors = logged('error');
    const wrong = { strokes: 'junk', drawing: 5, value: {}, minConfidence: 'x', name: 'answer' };
    const field = await upgraded(DigitRecognizerElement, wrong);
    expect(canvasOf(field).isConnected).to.equal(true);
    expect([field.value, field.name, field.drawing]).to.deep.equal(['', 'answer', null]);
    expect(errors).to.have.length(2);
    expect(errors[0]).to.match(/strokes.*array of strokes/);
    expect(errors[1]).to.match(/drawing.*\{width, height, strokes\}/);
  });
});
