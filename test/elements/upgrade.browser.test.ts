import { expect } from 'chai';
import type * as Library from '../../src/digit-recognizer.js';
import type * as Define from '../../src/elements/define.js';
import { shadowPart, wipe } from './support/page.js';

const { define } = (await import('/dist/elements/define.js' as string)) as typeof Define;
const { DigitPadElement, DigitProbabilitiesElement, DigitRecognizerElement } = (await import(
  '/dist/digit-recognizer.js' as string
)) as typeof Library;

const STROKES = [[{ x: 9, y: 9 }], [{ x: 20, y: 30 }]];
const PROBABILITIES = [0.1, 0, 0, 0, 0, 0, 0, 0.9, 0, 0];

let count = 0;

/** An element that has its properties before its class is registered. */
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

describe('properties set before the element is known', () => {
  afterEach(wipe);

  const ofField: Partial<Record<keyof Library.DigitRecognizerElement, unknown>> = {
    value: '7',
    strokes: STROKES,
    name: 'answer',
    nameStrokes: 'ink',
    disabled: true,
    readOnly: true,
    required: true,
    minConfidence: 0.5,
    backend: 'wasm',
    model: '/models/other.json',
    crossOriginWeights: true,
    loading: 'eager',
    recognizeDelay: 'live',
    display: 'chips',
    defaultValue: '3',
  };
  for (const [name, value] of Object.entries(ofField)) {
    it(`<digit-recognizer> takes up ${name}`, async () => {
      const element = await upgraded(DigitRecognizerElement, { [name]: value });
      expect(element[name as keyof typeof element]).to.deep.equal(value);
      expect(Object.hasOwn(element, name), 'it is no longer the element’s own').to.be.false;
    });
  }

  it('what they say is what a form sends', async () => {
    const form = document.createElement('form');
    document.body.append(form);
    const tag = `late-element-${count++}`;
    form.append(Object.assign(document.createElement(tag), { name: 'answer', value: '7' }));
    define(tag);
    await (form.firstElementChild as Library.DigitRecognizerElement).updateComplete;
    expect([...new FormData(form)]).to.deep.equal([['answer', '7']]);
  });

  it('a disabled field and a missing answer are so to the browser too', async () => {
    const disabled = await upgraded(DigitRecognizerElement, { disabled: true });
    expect(disabled.matches(':disabled')).to.be.true;
    const missing = await upgraded(DigitRecognizerElement, { required: true });
    expect(missing.matches(':invalid')).to.be.true;
  });

  for (const [name, value] of Object.entries({
    strokes: STROKES,
    disabled: true,
    readOnly: true,
  })) {
    it(`<digit-pad> takes up ${name}`, async () => {
      const element = await upgraded(DigitPadElement, { [name]: value });
      expect(element[name as 'strokes']).to.deep.equal(value);
      expect(Object.hasOwn(element, name)).to.be.false;
    });
  }

  it('<digit-pad> can take back strokes that it was given before', async () => {
    const element = await upgraded(DigitPadElement, { strokes: STROKES });
    element.undo();
    expect(element.strokes).to.deep.equal(STROKES.slice(0, 1));
  });

  it('<digit-probabilities> takes up its probabilities, its variant, and that it is disabled', async () => {
    const element = await upgraded(DigitProbabilitiesElement, {
      probabilities: PROBABILITIES,
      variant: 'chips',
      disabled: true,
    });
    expect(shadowPart(element, '[part~="best"]').textContent).to.include('7');
    expect(element.shadowRoot?.querySelectorAll('button:disabled')).to.have.length(10);
  });
});
