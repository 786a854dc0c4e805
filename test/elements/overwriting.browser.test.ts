import { expect } from 'chai';
import { DRAWINGS } from '../support/drawings.js';
import type { Drawing } from '../../src/ink/index.js';
import {
  eventAfter,
  mount,
  record,
  shadowPart,
  sleep,
  surfaceOf,
  type Field,
} from './support/page.js';
import { drawAll, drawWithMouse } from './support/pens.js';

/** A longer pause than between the strokes of a digit, in milliseconds. */
const PAUSE = 1100;

function digit(digit: number): Drawing {
  return DRAWINGS.find((drawing) => drawing.digit === digit)!.strokes;
}

let field: Field;

beforeEach(async () => {
  field = await mount({ 'recognize-delay': '0' });
  await field.ready;
});

async function draw(strokes: Drawing): Promise<void> {
  await eventAfter(field, 'digit-recognized', () => drawAll(field, strokes));
  await field.updateComplete;
}

function alternatives(): HTMLButtonElement[] {
  return [...shadowPart(field, '[part="alternatives"]').querySelectorAll('button')];
}

describe('a digit that is drawn over another after a pause', function () {
  this.timeout(20_000);

  it('replaces it, with the mouse, too', async () => {
    await draw(digit(2));
    await sleep(PAUSE);
    const heard = record(field, 'digit-recognized', 'input', 'digit-corrected');
    await eventAfter(field, 'input', () => drawWithMouse(field, digit(6)));
    expect([field.value, field.result?.digit, field.strokes.length]).to.deep.equal(['6', 6, 1]);
    expect(field.strokes[0]).to.have.length.above(10);
    expect(heard).to.deep.equal(['digit-recognized', 'input']);
    expect(surfaceOf(field).getAttribute('aria-valuetext')).to.equal('6');
  });

  it('replaces it with all of its strokes, in one step of undo', async () => {
    await draw(digit(2));
    const before = field.strokes;
    await sleep(PAUSE);
    await draw(digit(4));
    const after = field.strokes;
    expect([field.value, after.length]).to.deep.equal(['4', 2]);
    expect(shadowPart(field, '.spoken').textContent).to.equal('4');
    await eventAfter(field, 'digit-recognized', () => field.undo());
    expect([field.value, field.strokes]).to.deep.equal(['2', before]);
    await eventAfter(field, 'digit-recognized', () => field.redo());
    expect([field.value, field.strokes]).to.deep.equal(['4', after]);
  });

  it('is asked about if it may also be a part of it; the answer replaces it', async () => {
    await draw(digit(8));
    await sleep(PAUSE);
    await draw(digit(1));
    expect([field.value, field.strokes.length]).to.deep.equal(['8', 2]);
    const [one] = alternatives();
    expect(one!.textContent.trim()).to.equal('1');
    const { detail } = await eventAfter(field, 'digit-corrected', () => one!.click());
    expect([field.value, field.strokes.length]).to.deep.equal(['1', 1]);
    expect(detail.strokes).to.deep.equal(field.strokes);
  });

  it('replaces nothing in a drawing that the page gives', async () => {
    const strokes = [...digit(2), ...digit(4)].map((stroke, i) =>
      stroke.map((point, p) => ({ ...point, t: i * 5000 + p })),
    );
    field.drawing = { width: 100, height: 100, strokes };
    await field.recognize();
    expect(field.drawing.strokes).to.deep.equal(strokes);
  });
});

describe('a slow digit', function () {
  this.timeout(20_000);

  it('keeps all of its strokes', async () => {
    for (const strokes of [digit(4), digit(5)]) {
      field.clear();
      for (const stroke of strokes) {
        await sleep(PAUSE);
        await draw([stroke]);
      }
      expect(field.strokes).to.have.length(2);
    }
    expect(field.value).to.equal('5');
  });
});
