import { expect } from 'chai';
import {
  eventAfter,
  mount,
  nextEvent,
  record,
  SEVEN,
  shadowPart,
  sleep,
  textOf,
} from './support/page.js';
import { drawAll, FakePointer } from './support/pens.js';

/** In the order after a reading. `change` fires once the user is done. */
const EVENTS = ['digit-recognized', 'input'];

describe('a reading', () => {
  it('follows when the pen has rested, and its events fire in order', async () => {
    const field = await mount();
    await field.ready;
    const heard = record(document.body, ...EVENTS, 'change');
    const { detail } = await eventAfter(field, 'digit-recognized', () => {
      drawAll(field, SEVEN);
      expect(heard).to.deep.equal([]);
    });
    expect(heard).to.deep.equal(EVENTS);
    expect(detail).to.equal(field.result);
    expect(detail.backend).to.equal('cpu');
    expect(detail.probabilities.reduce((a, b) => a + b)).to.be.closeTo(1, 1e-6);
    expect(Math.max(...detail.probabilities)).to.equal(detail.confidence);
    expect(field.value).to.equal(String(detail.digit));
  });

  it('is shown: the digit, its confidence, and ten bars', async () => {
    const field = await mount({ display: 'bars' });
    const { detail } = await eventAfter(field, 'digit-recognized', () => drawAll(field, SEVEN));
    await field.updateComplete;
    expect(textOf(field, 'digit')).to.equal(String(detail.digit));
    expect(textOf(field, 'confidence')).to.equal(`${Math.round(detail.confidence * 100)}%`);
    const bars = [...shadowPart(field, '[part="list"]').querySelectorAll('[part~="bar"]')];
    await Promise.all(bars.flatMap((bar) => bar.getAnimations().map(({ finished }) => finished)));
    expect(bars).to.have.length(10);
    for (const [digit, bar] of bars.entries()) {
      const fraction = bar.getBoundingClientRect().width / (bar.parentElement?.clientWidth ?? NaN);
      expect(fraction).to.be.closeTo(detail.probabilities[digit] ?? NaN, 0.02);
    }
  });

  it('waits while another stroke is being drawn', async () => {
    const field = await mount({ 'recognize-delay': '30' });
    await field.ready;
    const heard = record(field, ...EVENTS, 'change');
    const pen = new FakePointer(field);
    pen.stroke([20, 20], [30, 80]);
    pen.send('pointerdown', 60, 20);
    await sleep(150);
    expect(heard).to.deep.equal([]);
    await eventAfter(field, 'digit-recognized', () => pen.send('pointerup', 60, 20));
    expect(heard).to.deep.equal(EVENTS);
  });

  it('follows while drawing if live, with input, and with change only at the end', async () => {
    const field = await mount({ 'recognize-delay': 'live' });
    await field.ready;
    const heard = record(field, ...EVENTS, 'change');
    const pen = new FakePointer(field);
    pen.send('pointerdown', 20, 20);
    for (const y of [40, 60])
      await eventAfter(field, 'digit-recognized', () => pen.send('pointermove', 30, y));
    expect(heard).to.include('input').and.not.include('change');
    await eventAfter(field, 'change', () => pen.send('pointerup', 30, 80));
  });

  it('of a drawing from a script fires neither input nor change', async () => {
    const field = await mount();
    await field.ready;
    const heard = record(field, ...EVENTS, 'change');
    await eventAfter(field, 'digit-recognized', () => (field.strokes = SEVEN));
    expect(heard).to.deep.equal(['digit-recognized']);
  });

  it('can be requested at any time, even before anything is loaded', async () => {
    const field = await mount({ loading: undefined });
    field.strokes = SEVEN;
    const result = await field.recognize();
    expect(result).to.equal(field.result);
    expect(field.activeBackend).to.equal('cpu');
    field.strokes = [];
    expect(await field.recognize()).to.equal(null);
  });

  it('works in a field that is not on a page', async () => {
    const field = document.createElement('digit-recognizer');
    Object.assign(field, { backend: 'cpu', strokes: SEVEN });
    expect(await field.recognize()).to.include({ backend: 'cpu' });
  });

  it('is repeated when another backend is chosen', async () => {
    const field = await mount();
    await eventAfter(field, 'digit-recognized', () => (field.strokes = SEVEN));
    const again = nextEvent(field, 'digit-recognized');
    field.backend = 'wasm';
    await field.ready;
    expect(field.activeBackend).to.equal('wasm');
    expect((await again).detail.backend).to.equal('wasm');
  });

  it('does not follow for something that is not a drawing, and the drawing is kept', async () => {
    const field = await mount();
    field.strokes = SEVEN;
    const before = field.strokes;
    expect(() => (field.strokes = [[{ x: NaN, y: 0 }]]))
      .to.throw(/stroke 0, point 0/)
      .with.property('code', 'ink-not-finite');
    expect(field.strokes).to.deep.equal(before);
  });

  it('does not change if the page changes a copy of the strokes', async () => {
    const field = await mount();
    field.strokes = SEVEN;
    field.strokes.pop();
    expect(field.strokes).to.have.length(SEVEN.length);
  });
});
