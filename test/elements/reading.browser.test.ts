import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { DRAWINGS } from '../support/drawings.js';
import { mount, nextEvent, record, shadowPart, sleep, textOf, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)?.strokes ?? [];
/** As they follow a reading; `change` comes once it is settled. */
const EVENTS = ['digit-recognized', 'input'];

function drawSeven(element: Element): void {
  const pen = new FakePointer(element);
  for (const stroke of seven) pen.stroke(...stroke.map(({ x, y }): [number, number] => [x, y]));
}

describe('a reading', () => {
  afterEach(wipe);

  it('comes after the pen has rested, and is told in order', async () => {
    const element = await mount();
    await element.ready;
    const heard = record(document.body, ...EVENTS, 'change');
    const read = nextEvent(element, 'digit-recognized');
    drawSeven(element);
    expect(heard).to.deep.equal([]);
    const { detail } = await read;
    expect(heard).to.deep.equal(EVENTS);
    expect(detail).to.equal(element.result);
    expect(detail.backend).to.equal('cpu');
    expect(detail.probabilities.reduce((a, b) => a + b)).to.be.closeTo(1, 1e-6);
    expect(Math.max(...detail.probabilities)).to.equal(detail.confidence);
    expect(element.value).to.equal(String(detail.digit));
  });

  it('is shown: the digit, how certain it is, and ten bars', async () => {
    const element = await mount({ display: 'bars' });
    drawSeven(element);
    const { detail } = await nextEvent(element, 'digit-recognized');
    await element.updateComplete;
    expect(textOf(element, 'digit')).to.equal(String(detail.digit));
    expect(textOf(element, 'confidence')).to.equal(`${Math.round(detail.confidence * 100)}%`);
    await sleep(300);
    const bars = [...shadowPart(element, '[part="list"]').querySelectorAll('[part~="bar"]')];
    const shares = bars.map(
      (bar) => bar.getBoundingClientRect().width / (bar.parentElement?.clientWidth ?? NaN),
    );
    expect(shares).to.have.length(10);
    for (const [digit, share] of shares.entries()) {
      expect(share).to.be.closeTo(detail.probabilities[digit] ?? NaN, 0.02);
    }
  });

  it('waits while another stroke is being drawn', async () => {
    const element = await mount({ 'recognize-delay': '30' });
    await element.ready;
    const heard = record(element, ...EVENTS, 'change');
    const pen = new FakePointer(element);
    pen.stroke([20, 20], [30, 80]);
    pen.send('pointerdown', 60, 20);
    await sleep(150);
    expect(heard).to.deep.equal([]);
    pen.send('pointerup', 60, 20);
    await nextEvent(element, 'digit-recognized');
    expect(heard).to.deep.equal(EVENTS);
  });

  it('comes while drawing when live, with input, and with change only at the end', async () => {
    const element = await mount({ 'recognize-delay': 'live' });
    await element.ready;
    const heard = record(element, ...EVENTS, 'change');
    const pen = new FakePointer(element);
    pen.send('pointerdown', 20, 20);
    for (const y of [40, 60]) {
      const read = nextEvent(element, 'digit-recognized');
      pen.send('pointermove', 30, y);
      await read;
    }
    expect(heard).to.include('input').and.not.include('change');
    const changed = nextEvent(element, 'change');
    pen.send('pointerup', 30, 80);
    await changed;
  });

  it('of a drawing from a script says neither input nor change', async () => {
    const element = await mount();
    await element.ready;
    const heard = record(element, ...EVENTS, 'change');
    const read = nextEvent(element, 'digit-recognized');
    element.strokes = seven;
    await read;
    expect(heard).to.deep.equal(['digit-recognized']);
  });

  it('can be asked for at any time, also before anything is loaded', async () => {
    const element = await mount({ loading: undefined });
    element.strokes = seven;
    const result = await element.recognize();
    expect(result).to.equal(element.result);
    expect(element.activeBackend).to.equal('cpu');
    element.strokes = [];
    expect(await element.recognize()).to.equal(null);
  });

  it('works in an element that is on no page', async () => {
    const element = document.createElement('digit-recognizer') as DigitRecognizerElement;
    element.backend = 'cpu';
    element.strokes = seven;
    expect(await element.recognize()).to.include({ backend: 'cpu' });
  });

  it('is made anew when another backend is chosen', async () => {
    const element = await mount();
    element.strokes = seven;
    await nextEvent(element, 'digit-recognized');
    const again = nextEvent(element, 'digit-recognized');
    element.backend = 'wasm';
    await element.ready;
    expect(element.activeBackend).to.equal('wasm');
    expect((await again).detail.backend).to.equal('wasm');
  });

  it('refuses by name what is not a drawing, and keeps the one there is', async () => {
    const element = await mount();
    element.strokes = seven;
    const before = element.strokes;
    expect(() => (element.strokes = [[{ x: NaN, y: 0 }]]))
      .to.throw(/stroke 0, point 0/)
      .with.property('code', 'ink-not-finite');
    expect(element.strokes).to.deep.equal(before);
  });

  it('hands out copies: changing them changes nothing', async () => {
    const element = await mount();
    element.strokes = seven;
    const copy = element.strokes;
    copy.pop();
    expect(element.strokes).to.have.length(seven.length);
  });
});
