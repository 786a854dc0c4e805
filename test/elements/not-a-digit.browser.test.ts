import { expect } from 'chai';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import type { Result } from '../../src/recognizer/index.js';
import type * as Library from '../../src/recognizer.js';
import { DRAWINGS } from '../support/drawings.js';
import { has } from '../support/engine.js';
import {
  eventAfter,
  mountInForm,
  press,
  record,
  shadowPart,
  SEVEN,
  sized,
  textOf,
  wipe,
  type Field,
} from './support/page.js';
import { drawAll, drawWithMouse, FakePointer, onSurface } from './support/pens.js';

const DIRECTIONS = Array.from({ length: 12 }, (_, hour) => (hour * Math.PI) / 6);
const SIZES = [96, 280, 560];

type Position = [x: number, y: number];

let field: Field;
let form: HTMLFormElement;
let heard: string[];

async function open(attributes: Record<string, string> = {}, size = 280): Promise<void> {
  wipe();
  ({ form, field } = await mountInForm({ 'recognize-delay': '0', ...sized(size), ...attributes }));
  await field.ready;
  heard = record(field, 'input', 'change', 'digit-corrected');
}

const onePixel = ([x, y]: Position): Position => [Math.round(x), Math.round(y)];

/** Presses at a point of a square of 100 over the surface, and slips by some CSS pixels. */
async function tap(at: Position, ...slips: Position[]): Promise<Result> {
  const [x, y] = onSurface(field, ...at);
  const { detail } = await eventAfter(field, 'digit-recognized', async () => {
    await sendMouse({ type: 'move', position: onePixel([x, y]) });
    await sendMouse({ type: 'down' });
    for (const [dx, dy] of slips)
      await sendMouse({ type: 'move', position: onePixel([x + dx, y + dy]) });
    await sendMouse({ type: 'up' });
  });
  return detail;
}

/** A scribble inside the surface. */
function scribble(): void {
  const points = Array.from({ length: 40 }, (_, i): Position => [(i * 37) % 90, (i * 61) % 90]);
  new FakePointer(field).stroke(...points.map(([x, y]): Position => [x + 5, y + 5]));
}

function expectNothing(result: Result | null, what = ''): void {
  expect(result, what).to.include({ digit: null, reason: 'too-small' });
  expect(field.value, what).to.equal('');
  expect(new FormData(form).get('answer'), what).to.equal('');
  expect(heard, what).to.deep.equal([]);
  expect(field.validity.badInput, what).to.equal(false);
  expect(textOf(field, 'error'), what).to.equal('');
}

describe('a dot is not a value', function () {
  this.timeout(120_000);
  afterEach(() => has('mouse of three buttons') && resetMouse());

  for (const size of SIZES) {
    it(`from a tap that slips in any direction, at ${size} pixels`, async () => {
      await open({}, size);
      for (const [hour, angle] of DIRECTIONS.entries()) {
        const length = [1, 2, 3, 5, 8, 12][hour % 6]!;
        const slip: Position = [length * Math.cos(angle), length * Math.sin(angle)];
        expectNothing(await tap([40 + hour, 50], slip), `${length} px at ${hour} o'clock`);
      }
    });

    it(`of any length in any direction from a pen, at ${size} pixels`, async () => {
      await open({}, size);
      const side = onSurface(field, 100, 0)[0] - onSurface(field, 0, 0)[0];
      for (let length = 0; length <= 12; length++) {
        for (const angle of DIRECTIONS) {
          // WebKit cuts positions to whole pixels: start well within one, and move by whole ones.
          const start = 50 + 25 / side;
          const x = start + (100 * Math.trunc(length * Math.cos(angle))) / side;
          const y = start + (100 * Math.trunc(length * Math.sin(angle))) / side;
          new FakePointer(field).stroke([start, start], [x, y]);
          expectNothing(await field.recognize(), `${length} px at ${angle}`);
        }
      }
    });
  }

  it('if the mouse jitters', async () => {
    await open();
    const jitter = [3, -2, 4, -3, 1, -4, 2, -1].map((d, i): Position => [d, (d * i) % 5]);
    expectNothing(await tap([50, 50], ...jitter));
  });

  it('nor are several dots, on one spot or apart', async () => {
    await open();
    for (const [x, y] of [
      [50, 50],
      [50, 50],
      [51, 50],
      [20, 80],
    ] as const)
      expectNothing(await tap([x, y], [2, 3]));
  });

  it('so that a required field stays invalid, and an optional one valid; the ink stays', async () => {
    await open({ required: '' });
    expectNothing(await tap([50, 50], [0, 2]));
    expect(field.validity.valueMissing).to.equal(true);
    expect(form.checkValidity()).to.equal(false);
    expect(field.strokes).to.have.length(1);
    field.required = false;
    expect(form.checkValidity()).to.equal(true);
  });

  it('and a digit can be typed after the click that gives the focus', async () => {
    await open();
    await tap([50, 50], [1, 0]);
    await press('5');
    expect([field.value, field.drawing]).to.deep.equal(['5', null]);
    expect(heard, 'it is not a correction').to.deep.equal(['input', 'change']);
    field.undo();
    expect([field.value, field.strokes.length]).to.deep.equal(['', 1]);
  });

  it('and is dropped when a digit follows; undo brings it back', async () => {
    await open();
    await tap([20, 20], [1, 2]);
    const dot = field.strokes;
    const draw = async () => {
      await drawWithMouse(field, SEVEN);
      expect(field.strokes).to.have.length(SEVEN.length);
    };
    expect((await eventAfter(field, 'digit-recognized', draw)).detail.digit).to.equal(7);
    expect(field.value).to.equal('7');
    for (let step = 0; step < SEVEN.length; step++) field.undo();
    expect(field.strokes).to.deep.equal(dot);
    expect((await field.recognize())?.digit).to.equal(null);
    expect(field.value).to.equal('');
    field.undo();
    expect(field.strokes).to.deep.equal([]);
  });

  it('but stays beside a digit that was drawn before it', async () => {
    await open();
    await drawWithMouse(field, SEVEN);
    await tap([50, 50]);
    expect(field.strokes).to.have.length(SEVEN.length + 1);
  });

  it('for a recognizer without an element either', async () => {
    await open({}, 96);
    await tap([50, 50], [0, 11]);
    const { createRecognizer } = (await import('/dist/recognizer.js' as string)) as typeof Library;
    const recognizer = await createRecognizer({ backend: 'cpu' });
    const { width, height, strokes } = field.drawing!;
    expectNothing(await recognizer.recognize(field.drawing!));
    expectNothing(await recognizer.recognize(strokes, { frame: { width, height } }));
    recognizer.dispose();
  });
});

describe('a scribble', () => {
  it('is not a value; the field says that it cannot be read', async () => {
    await open();
    const { detail } = await eventAfter(field, 'digit-recognized', scribble);
    expect(detail).to.include({ digit: null, reason: 'not-a-digit' });
    await field.updateComplete;
    expect(field.value).to.equal('');
    expect(new FormData(form).get('answer')).to.equal('');
    expect(heard).to.deep.equal([]);
    expect(field.validity.badInput).to.equal(true);
    expect(textOf(field, 'error')).to.match(/read/i);
    field.clear();
    await field.updateComplete;
    expect(field.validity.valid).to.equal(true);
    expect(textOf(field, 'error')).to.equal('');
    await drawWithMouse(field, SEVEN);
    expect((await field.recognize())?.digit).to.equal(7);
    expect(field.value).to.equal('7');
  });

  it('offers the likeliest digits, one press away', async () => {
    await open();
    const { detail } = await eventAfter(field, 'digit-recognized', scribble);
    await field.updateComplete;
    const buttons = [...shadowPart(field, '[part="alternatives"]').querySelectorAll('button')];
    const likely = [...detail.probabilities.keys()]
      .filter((digit) => detail.probabilities[digit]! >= 0.05)
      .sort((a, b) => detail.probabilities[b]! - detail.probabilities[a]!)
      .slice(0, 3);
    expect(buttons.map((button) => Number(button.textContent))).to.deep.equal(likely);
    buttons[0]!.click();
    expect(field.value).to.equal(String(likely[0]));
    expect(field.validity.valid).to.equal(true);
    expect(heard).to.deep.equal(['input', 'change', 'digit-corrected']);
  });

  it('is replaced by a digit that is typed', async () => {
    await open();
    scribble();
    await field.recognize();
    field.focus();
    await press('3');
    expect(field.value).to.equal('3');
    expect(field.validity.valid).to.equal(true);
  });
});

describe('two digits side by side', () => {
  it('are not a value; the field asks for one digit, and offers none', async () => {
    await open();
    const [nine, one] = [9, 1].map((digit) => DRAWINGS.find((drawing) => drawing.digit === digit)!);
    const at = ({ strokes }: (typeof DRAWINGS)[number], left: number) =>
      strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: left + x * 0.45, y: 25 + y * 0.45 })));
    const { detail } = await eventAfter(field, 'digit-recognized', () =>
      drawAll(field, [...at(nine!, 2), ...at(one!, 51)]),
    );
    expect(detail).to.include({ digit: null, reason: 'several-digits' });
    await field.updateComplete;
    expect(field.value).to.equal('');
    expect(field.validity.badInput).to.equal(true);
    const message = 'Write one digit only.';
    expect(textOf(field, 'error')).to.equal(message);
    expect(shadowPart(field, '.spoken').textContent).to.equal(message);
    expect(shadowPart(field, '[part="alternatives"]').querySelector('button')).to.equal(null);
  });
});
