import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';

class Foreign extends HTMLElement {}
customElements.define('digit-pad', Foreign);
customElements.define('digit-probabilities', class extends HTMLElement {});
const { warn } = console;
const warnings: string[] = [];
console.warn = (text: string) => warnings.push(text);
const { mount, sleep, wipe } = await import('./support/page.js');
const { define } = (await import('/dist/elements/define.js' as string)) as { define(): void };
define();
console.warn = warn;

/** The surface within the field, whatever its element is called. */
function canvasIn(element: DigitRecognizerElement): HTMLCanvasElement | undefined {
  const inner = [...element.shadowRoot!.querySelectorAll('*')];
  return inner.flatMap((one) => one.shadowRoot?.querySelector('canvas') ?? [])[0];
}

describe('another class under the name of a part', () => {
  afterEach(wipe);

  it('stays there, with a warning, and the field draws and reads', async () => {
    expect(customElements.get('digit-pad')).to.equal(Foreign);
    expect(warnings.join()).to.include('<digit-pad> is defined already');
    const element = await mount({ display: 'bars' });
    const canvas = canvasIn(element)!;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    expect(width).to.be.above(90);
    for (const [type, x, y] of [
      ['pointerdown', 50, 20],
      ['pointermove', 50, 50],
      ['pointerup', 50, 85],
    ] as const) {
      const [clientX, clientY] = [left + (x * width) / 100, top + (y * height) / 100];
      const init = { pointerId: 41, isPrimary: true, bubbles: true, composed: true };
      canvas.dispatchEvent(new PointerEvent(type, { ...init, clientX, clientY }));
    }
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([3]);
    expect((await element.recognize())?.digit).to.equal(1);
    element.disabled = true;
    element.clear();
    expect(element.isEmpty).to.equal(true);
  });

  it('put into the field by the page does nothing to it', async () => {
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
