import { expect } from 'chai';
import type { DigitPadElement } from '../../src/elements/digit-pad-element.js';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { DRAWINGS } from '../support/drawings.js';
import { canvasOf, mount, nextEvent, painted, record, sleep, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

const pathOf = (digit: number): [number, number][][] =>
  DRAWINGS.find((drawing) => drawing.digit === digit)!.strokes.map((stroke) =>
    stroke.map(({ x, y }): [number, number] => [x, y]),
  );
const SEVEN = { width: 100, height: 100, strokes: DRAWINGS.find((d) => d.digit === 7)!.strokes };

/** How a page may write back what it has read. */
const WAYS: Record<string, (element: DigitRecognizerElement | DigitPadElement) => void> = {
  'its strokes': (element) => Object.assign(element, { strokes: element.strokes }),
  'its strokes as JSON': (element) =>
    (element.strokes = JSON.parse(JSON.stringify(element.strokes)) as never),
  'its drawing': (element) => Object.assign(element, { drawing: element.drawing }),
  'its drawing as JSON': (element) =>
    (element.drawing = JSON.parse(JSON.stringify(element.drawing)) as never),
  'its strokes with the noise of scaling': (element) => {
    const scale = 1 / 3;
    const away = element.strokes.map((stroke) =>
      stroke.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })),
    );
    element.strokes = away.map((stroke) =>
      stroke.map((point) => ({ ...point, x: point.x / scale, y: point.y / scale })),
    );
  },
};

async function mountPad(): Promise<DigitPadElement> {
  const pad = document.createElement('digit-pad');
  pad.style.width = '280px';
  document.body.append(pad);
  await pad.updateComplete;
  await painted();
  return pad;
}

describe('writing back what was read changes nothing:', () => {
  afterEach(wipe);

  for (const [name, writeBack] of Object.entries(WAYS)) {
    it(`${name}, in every event of a field, live too`, async () => {
      const element = await mount({ 'recognize-delay': 'live' });
      await element.ready;
      element.style.width = '211px';
      await painted();
      for (const type of ['input', 'change', 'digit-recognized'])
        element.addEventListener(type, () => writeBack(element));
      const heard = record(element, 'digit-recognized');
      const pen = new FakePointer(element);
      const [path] = pathOf(7);
      for (const [i, [x, y]] of path!.entries()) {
        pen.send(i === 0 ? 'pointerdown' : 'pointermove', x, y);
        if (i % 5 === 0) await sleep(20);
        writeBack(element);
      }
      pen.send('pointerup', ...path!.at(-1)!);
      await nextEvent(element, 'change');
      expect(element.strokes.map(({ length }) => length > 10)).to.deep.equal([true]);
      expect(element.value).to.equal('7');
      element.undo();
      expect([element.isEmpty, element.canRedo]).to.deep.equal([true, true]);
      writeBack(element);
      expect(element.canRedo).to.equal(true);
      element.redo();
      await nextEvent(element, 'digit-recognized');
      const { length } = heard;
      await sleep(400);
      expect(heard).to.have.length(length, 'it is not read for ever');
    });

    it(`${name}, of a pad at each input and change`, async () => {
      const pad = await mountPad();
      const lengths: number[][] = [];
      for (const type of ['input', 'change'])
        pad.addEventListener(type, () => {
          lengths.push(pad.strokes.map((stroke) => stroke.length));
          writeBack(pad);
        });
      new FakePointer(pad).stroke([20, 20], [40, 60], [60, 80]);
      expect(lengths).to.deep.equal([[1], [2], [3], [3], [3]]);
      expect(pad.strokes).to.have.length(1);
    });

    it(`${name}, after a correction`, async () => {
      const element = await mount();
      element.drawing = SEVEN;
      await nextEvent(element, 'digit-recognized');
      element.addEventListener('change', () => writeBack(element));
      element.dispatchEvent(new KeyboardEvent('keydown', { key: '9' }));
      writeBack(element);
      expect(element.value).to.equal('9');
      element.undo();
      expect([element.value, element.canRedo]).to.deep.equal(['7', true]);
      writeBack(element);
      element.redo();
      expect(element.value).to.equal('9');
    });
  }

  it('what it was when the stroke began, as a page that is a moment behind does', async () => {
    const element = await mount();
    const pen = new FakePointer(element);
    pen.stroke([20, 20], [30, 80]);
    const before = element.strokes;
    pen.send('pointerdown', 60, 20);
    pen.send('pointermove', 60, 30);
    const since = element.strokes;
    pen.send('pointermove', 60, 40);
    element.strokes = before;
    element.strokes = since;
    pen.send('pointermove', 60, 50);
    pen.send('pointerup', 60, 60);
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([2, 5]);
  });

  it('but another drawing ends the stroke under way, and strokes without points are left out', async () => {
    const element = await mount();
    const pen = new FakePointer(element);
    pen.send('pointerdown', 60, 20);
    element.strokes = [[{ x: 1, y: 2 }], []];
    pen.send('pointermove', 60, 50);
    pen.send('pointerup', 60, 60);
    expect(element.strokes).to.deep.equal([[{ x: 1, y: 2 }]]);
  });
});

describe('a drawing', () => {
  afterEach(wipe);

  it('is null while there is none, and so empties it', async () => {
    const element = await mount();
    expect(element.drawing).to.equal(null);
    element.drawing = SEVEN;
    expect(element.isEmpty).to.equal(false);
    element.drawing = null;
    expect([element.drawing, element.strokes.length]).to.deep.equal([null, 0]);
    element.drawing = { width: 5, height: 5, strokes: [] };
    expect(element.drawing).to.equal(null);
  });

  it('comes back as it was at any size, before there is a layout too', async () => {
    for (const width of ['96px', '280px', '640px']) {
      const element = await mount({ style: `width: ${width}` });
      element.drawing = SEVEN;
      expect(element.drawing).to.deep.equal(SEVEN);
      await painted();
      element.style.width = '150px';
      await painted();
      expect(element.drawing).to.deep.equal(SEVEN);
      wipe();
    }
    const element = document.createElement('digit-recognizer') as DigitRecognizerElement;
    element.drawing = SEVEN;
    expect(element.drawing).to.deep.equal(SEVEN);
    document.body.append(element);
    await painted();
    expect(element.drawing).to.deep.equal(SEVEN);
  });

  it('drawn at one size is the same part of the surface at another', async () => {
    const first = await mount({ style: 'width: 280px' });
    const side = canvasOf(first).clientWidth;
    new FakePointer(first).stroke([20, 30], [80, 70]);
    const second = await mount({ style: 'width: 160px' });
    second.drawing = JSON.parse(JSON.stringify(first.drawing)) as never;
    const there = canvasOf(second).clientWidth;
    expect(second.drawing).to.deep.equal(first.drawing);
    expect(first.strokes[0]![1]!.x).to.be.closeTo(side * 0.8, 1);
    expect(second.strokes[0]![1]!.x).to.be.closeTo(there * 0.8, 1);
    expect(second.strokes[0]![1]!.y).to.be.closeTo(there * 0.7, 1);
  });

  it('of a wide surface is fitted into a square one, in the middle', async () => {
    const pad = await mountPad();
    const side = canvasOf(pad).clientWidth;
    pad.drawing = {
      width: 200,
      height: 100,
      strokes: [
        [
          { x: 0, y: 0 },
          { x: 200, y: 100 },
        ],
      ],
    };
    const [[from, to]] = pad.strokes as [[{ x: number; y: number }, { x: number; y: number }]];
    expect([from.x, from.y, to.x, to.y]).to.deep.equal([0, side / 4, side, (side * 3) / 4]);
  });

  it('has strokes in pixels of the surface as it is now, both ways', async () => {
    const element = await mount({ style: 'width: 280px' });
    new FakePointer(element).stroke([20, 50], [80, 50]);
    element.style.width = '140px';
    await painted();
    const side = canvasOf(element).clientWidth;
    expect(element.strokes[0]![1]!.x).to.be.closeTo(side * 0.8, 1);
    element.strokes = [[{ x: side / 2, y: side / 2 }]];
    expect(element.drawing).to.deep.equal({
      width: side,
      height: canvasOf(element).clientHeight,
      strokes: [[{ x: side / 2, y: side / 2 }]],
    });
  });

  it('is what a form submits', async () => {
    const form = document.createElement('form');
    document.body.append(form);
    const element = document.createElement('digit-recognizer') as DigitRecognizerElement;
    element.nameStrokes = 'ink';
    element.strokes = [[{ x: 50, y: 60 }]];
    form.append(element);
    await painted();
    const side = canvasOf(element).clientWidth;
    const sent = (): unknown => JSON.parse(new FormData(form).get('ink') as string);
    expect(sent()).to.deep.equal({ width: side, height: side, strokes: [[{ x: 50, y: 60 }]] });
    element.drawing = null;
    expect(sent()).to.equal(null);
  });

  it('set before the element is defined and wrong is refused by name, and the element lives', async () => {
    const errors: string[] = [];
    const { error } = console;
    console.error = (...what: unknown[]) => errors.push(what.map(String).join(' '));
    try {
      const { DigitRecognizerElement: Field } = (await import(
        '/dist/digit-recognizer.js' as string
      )) as { DigitRecognizerElement: typeof DigitRecognizerElement };
      const wrong = { strokes: 'junk', drawing: 5, value: {}, minConfidence: 'x', name: 'answer' };
      const element = Object.assign(document.createElement('wrong-before'), wrong) as never;
      document.body.append(element);
      customElements.define('wrong-before', class extends Field {});
      const field = element as DigitRecognizerElement;
      await field.updateComplete;
      expect(canvasOf(field).isConnected).to.equal(true);
      expect([field.value, field.name, field.drawing]).to.deep.equal(['', 'answer', null]);
      expect(errors).to.have.length(2);
      expect(errors[0]).to.match(/strokes.*array of strokes/);
      expect(errors[1]).to.match(/drawing.*\{width, height, strokes\}/);
    } finally {
      console.error = error;
    }
  });
});
