import { expect } from 'chai';

class Foreign extends HTMLElement {}
customElements.define('digit-pad', Foreign);
customElements.define('digit-probabilities', class extends HTMLElement {});
const { warn } = console;
const warnings: string[] = [];
console.warn = (text: string) => warnings.push(text);
const { canvasOf, mount, sleep } = await import('./support/page.js');
const { FakePointer } = await import('./support/pens.js');
console.warn = warn;

describe('another class under the name of a part', () => {
  it('stays registered, with a warning, and the field draws and reads', async () => {
    expect(customElements.get('digit-pad')).to.equal(Foreign);
    expect(warnings.join()).to.include('<digit-pad> is defined already');
    const element = await mount({ display: 'bars' });
    expect(canvasOf(element).clientWidth).to.be.above(90);
    new FakePointer(element).stroke([50, 20], [50, 50], [50, 85]);
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([3]);
    expect((await element.recognize())?.digit).to.equal(1);
    element.disabled = true;
    element.clear();
    expect(element.isEmpty).to.equal(true);
  });

  it('in a slot of the field does nothing to it', async () => {
    const element = await mount();
    const foreign = document.createElement('digit-pad');
    foreign.slot = 'help';
    element.append(foreign);
    Object.assign(foreign, { disabled: true, value: '3' });
    foreign.dispatchEvent(new CustomEvent('digit-chosen', { detail: { digit: 5 }, bubbles: true }));
    await sleep(50);
    expect([element.value, element.disabled, element.isEmpty]).to.deep.equal(['', false, true]);
  });
});
