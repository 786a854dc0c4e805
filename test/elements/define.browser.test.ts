import { expect } from 'chai';
import type * as Define from '../../src/elements/define.js';
import type * as Module from '../../src/elements/digit-recognizer-element.js';
import { needing } from '../support/engine.js';
import { wipe } from './support/page.js';

const { define } = (await import('/dist/elements/define.js' as string)) as typeof Define;
const { DigitRecognizerElement } = (await import(
  '/dist/elements/digit-recognizer-element.js' as string
)) as typeof Module;

function warningsOf(act: () => void): string[] {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  act();
  console.warn = warn;
  return warnings;
}

describe('registering', () => {
  afterEach(wipe);

  it('is done by the main entry, and may be done again', () => {
    expect(customElements.get('digit-recognizer')).to.equal(DigitRecognizerElement);
    expect(warningsOf(() => define())).to.deep.equal([]);
  });

  it('works under another name as well', () => {
    define('digit-field');
    expect(document.createElement('digit-field')).to.be.instanceOf(DigitRecognizerElement);
    expect(warningsOf(() => define('digit-field'))).to.deep.equal([]);
  });

  it('leaves a name that is taken to who took it, with a warning', () => {
    class Other extends HTMLElement {}
    customElements.define('taken-name', Other);
    const warnings = warningsOf(() => define('taken-name'));
    expect(customElements.get('taken-name')).to.equal(Other);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('taken-name');
  });

  it('is left to the page, which may subclass: what the element is built of comes with it', async () => {
    class Answer extends DigitRecognizerElement {}
    customElements.define('answer-field', Answer);
    const element = document.createElement('answer-field') as Module.DigitRecognizerElement;
    element.setAttribute('value', '7');
    document.body.append(element);
    await element.updateComplete;
    expect(element.value).to.equal('7');
    expect(element.shadowRoot?.querySelector('digit-pad')?.shadowRoot).to.exist;
  });

  it('says of which version the class is', () => {
    expect(DigitRecognizerElement.version).to.match(/^\d+\.\d+\.\d+/);
  });

  needing('scoped registries').it(
    'works in a registry that a shadow tree has for itself',
    async () => {
      const registry = new CustomElementRegistry();
      define('scoped-digit', registry);
      expect(customElements.get('scoped-digit')).to.be.undefined;
      const host = document.createElement('div');
      document.body.append(host);
      const root = host.attachShadow({ mode: 'open', customElementRegistry: registry } as never);
      root.innerHTML = '<scoped-digit value="4" backend="cpu"></scoped-digit>';
      const element = root.firstElementChild as Module.DigitRecognizerElement;
      await element.updateComplete;
      expect(element).to.be.instanceOf(DigitRecognizerElement);
      expect(element.value).to.equal('4');
      await element.ready;
      expect(element.shadowRoot?.querySelector('digit-pad')?.shadowRoot).to.exist;
    },
  );
});
