import { expect } from 'chai';
import type { DigitPadElement } from '../../src/elements/digit-pad-element.js';
import type { Point } from '../../src/ink/index.js';
import {
  canvasOf,
  line,
  mount,
  nextEvent,
  painted,
  record,
  SEVEN,
  sleep,
  wipe,
  type Field,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

const DRAWING = { width: 100, height: 100, strokes: SEVEN };

const copyOf = (value: unknown) => JSON.parse(JSON.stringify(value)) as never;

function scale(strokes: readonly (readonly Point[])[], by: (length: number) => number): Point[][] {
  return strokes.map((stroke) =>
    stroke.map((point) => ({ ...point, x: by(point.x), y: by(point.y) })),
  );
}

/** How a page may write back what it has read. */
const WAYS: Record<string, (element: Field | DigitPadElement) => void> = {
  'its strokes': (element) => Object.assign(element, { strokes: element.strokes }),
  'its strokes as JSON': (element) => (element.strokes = copyOf(element.strokes)),
  'its drawing': (element) => Object.assign(element, { drawing: element.drawing }),
  'its drawing as JSON': (element) => (element.drawing = copyOf(element.drawing)),
  'its strokes with rounding errors of scaling': (element) => {
    const third = 1 / 3;
    const away = scale(element.strokes, (length) => length * third);
    element.strokes = scale(away, (length) => length / third);
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
  for (const [name, writeBack] of Object.entries(WAYS)) {
    it(`${name}, in every event of a field, with live recognition`, async () => {
      const field = await mount({ 'recognize-delay': 'live' });
      await field.ready;
      field.style.width = '211px';
      await painted();
      for (const type of ['input', 'change', 'digit-recognized'])
        field.addEventListener(type, () => writeBack(field));
      const heard = record(field, 'digit-recognized');
      const pen = new FakePointer(field);
      const path = SEVEN[0]!;
      for (const [i, { x, y }] of path.entries()) {
        pen.send(i === 0 ? 'pointerdown' : 'pointermove', x, y);
        if (i % 5 === 0) await sleep(20);
        writeBack(field);
      }
      pen.send('pointerup', path.at(-1)!.x, path.at(-1)!.y);
      await nextEvent(field, 'change');
      expect(field.strokes.map(({ length }) => length > 10)).to.deep.equal([true]);
      expect(field.value).to.equal('7');
      field.undo();
      expect([field.isEmpty, field.canRedo]).to.deep.equal([true, true]);
      writeBack(field);
      expect(field.canRedo).to.equal(true);
      field.redo();
      await nextEvent(field, 'digit-recognized');
      const { length } = heard;
      await sleep(400);
      expect(heard).to.have.length(length, 'it is not read forever');
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
      const field = await mount();
      field.drawing = DRAWING;
      await nextEvent(field, 'digit-recognized');
      field.addEventListener('change', () => writeBack(field));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: '9' }));
      writeBack(field);
      expect(field.value).to.equal('9');
      field.undo();
      expect([field.value, field.canRedo]).to.deep.equal(['7', true]);
      writeBack(field);
      field.redo();
      expect(field.value).to.equal('9');
    });
  }

  it('the strokes of a moment ago, while a stroke is being drawn', async () => {
    const field = await mount();
    const pen = new FakePointer(field);
    pen.stroke([20, 20], [30, 80]);
    const before = field.strokes;
    pen.send('pointerdown', 60, 20);
    pen.send('pointermove', 60, 30);
    const since = field.strokes;
    pen.send('pointermove', 60, 40);
    field.strokes = before;
    field.strokes = since;
    pen.send('pointermove', 60, 50);
    pen.send('pointerup', 60, 60);
    expect(field.strokes.map(({ length }) => length)).to.deep.equal([2, 5]);
  });

  it('but another drawing ends the current stroke, and strokes without points are dropped', async () => {
    const field = await mount();
    const pen = new FakePointer(field);
    pen.send('pointerdown', 60, 20);
    field.strokes = [line([1, 2]), []];
    pen.send('pointermove', 60, 50);
    pen.send('pointerup', 60, 60);
    expect(field.strokes).to.deep.equal([line([1, 2])]);
  });
});

describe('a drawing', () => {
  it('is null while the field is empty, and null empties the field', async () => {
    const field = await mount();
    expect(field.drawing).to.equal(null);
    field.drawing = DRAWING;
    expect(field.isEmpty).to.equal(false);
    field.drawing = null;
    expect([field.drawing, field.strokes.length]).to.deep.equal([null, 0]);
    field.drawing = { width: 5, height: 5, strokes: [] };
    expect(field.drawing).to.equal(null);
  });

  it('is kept exactly at any size, even without a layout', async () => {
    for (const width of ['96px', '280px', '640px']) {
      const field = await mount({ style: `width: ${width}` });
      field.drawing = DRAWING;
      expect(field.drawing).to.deep.equal(DRAWING);
      await painted();
      field.style.width = '150px';
      await painted();
      expect(field.drawing).to.deep.equal(DRAWING);
      wipe();
    }
    const field = document.createElement('digit-recognizer');
    field.drawing = DRAWING;
    expect(field.drawing).to.deep.equal(DRAWING);
    document.body.append(field);
    await painted();
    expect(field.drawing).to.deep.equal(DRAWING);
  });

  it('fills the same part of a surface of another size', async () => {
    const first = await mount({ style: 'width: 280px' });
    const side = canvasOf(first).clientWidth;
    new FakePointer(first).stroke([20, 30], [80, 70]);
    const second = await mount({ style: 'width: 160px' });
    second.drawing = copyOf(first.drawing);
    const there = canvasOf(second).clientWidth;
    expect(second.drawing).to.deep.equal(first.drawing);
    expect(first.strokes[0]![1]!.x).to.be.closeTo(side * 0.8, 1);
    expect(second.strokes[0]![1]!.x).to.be.closeTo(there * 0.8, 1);
    expect(second.strokes[0]![1]!.y).to.be.closeTo(there * 0.7, 1);
  });

  it('from a wide surface is centered on a square one', async () => {
    const pad = await mountPad();
    const side = canvasOf(pad).clientWidth;
    pad.drawing = { width: 200, height: 100, strokes: [line([0, 0], [200, 100])] };
    expect(pad.strokes).to.deep.equal([line([0, side / 4], [side, (side * 3) / 4])]);
  });

  it('has strokes in pixels of the surface as it is now, both ways', async () => {
    const field = await mount({ style: 'width: 280px' });
    new FakePointer(field).stroke([20, 50], [80, 50]);
    field.style.width = '140px';
    await painted();
    const { clientWidth: width, clientHeight: height } = canvasOf(field);
    expect(field.strokes[0]![1]!.x).to.be.closeTo(width * 0.8, 1);
    const strokes = [line([width / 2, width / 2])];
    field.strokes = strokes;
    expect(field.drawing).to.deep.equal({ width, height, strokes });
  });

  it('is submitted by a form if the page asks for it', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    const field = document.createElement('digit-recognizer');
    Object.assign(field, { name: 'digit', nameStrokes: 'ink', strokes: [line([50, 60])] });
    form.append(field);
    await painted();
    await field.recognize();
    const side = canvasOf(field).clientWidth;
    const sent = () => new FormData(form);
    const drawing = { width: side, height: side, strokes: [line([50, 60])] };
    expect(JSON.parse(sent().get('ink') as string)).to.deep.equal(drawing);
    expect(sent().get('ink')).to.equal(JSON.stringify(field.drawing));
    expect(sent().get('digit')).to.equal(field.value);
    field.drawing = null;
    expect(sent().get('ink')).to.equal('null');
    field.removeAttribute('name-strokes');
    expect([...sent().keys()]).to.deep.equal(['digit']);
  });
});
