import { expect } from 'chai';
import type * as Define from '../../src/elements/define.js';
import type * as Module from '../../src/elements/digit-recognizer-element.js';
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

  it('takes up properties set before the element was known', async () => {
    const element = document.createElement('late-digit') as Module.DigitRecognizerElement;
    Object.assign(element, { backend: 'cpu', strokes: [[{ x: 9, y: 9 }]], name: 'late' });
    document.body.append(element);
    define('late-digit');
    await element.updateComplete;
    expect(element.strokes).to.deep.equal([[{ x: 9, y: 9 }]]);
    expect(element.getAttribute('name')).to.equal('late');
    await element.ready;
    expect(element.activeBackend).to.equal('cpu');
  });
});
