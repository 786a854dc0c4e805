import { expect } from 'chai';
import { sendMouse } from '@web/test-runner-commands';
import type { Point } from '../../src/ink/index.js';
import { needing } from '../support/engine.js';
import { canvasOf, logged, mount, record, sleep, type Field } from './support/page.js';
import { FakePointer, onSurface } from './support/pens.js';

describe('pens and fingers', () => {
  let field: Field;
  let pen: FakePointer;
  /** The number of points of each stroke. */
  const lengths = () => field.strokes.map(({ length }) => length);
  const touch = (pointerId: number, init: PointerEventInit = {}) =>
    new FakePointer(field, { pointerId, pointerType: 'touch', ...init });

  function sendAt(value: number, pointer: FakePointer, type: string, x: number, y: number): void {
    const event = pointer.event(type, x, y);
    canvasOf(field).dispatchEvent(Object.defineProperty(event, 'timeStamp', { value }));
  }

  beforeEach(async () => {
    field = await mount();
    pen = new FakePointer(field);
  });

  it('draw with pressure and time', () => {
    pen.send('pointerdown', 10, 10, { pressure: 0.2 });
    pen.send('pointermove', 20, 20, { pressure: 0.7 });
    pen.send('pointerup', 20, 20, { pressure: 0 });
    const [stroke = []] = field.strokes;
    expect(stroke.map(({ pressure }) => Math.round((pressure ?? 0) * 10))).to.deep.equal([2, 7]);
    expect(stroke[1]?.t).to.be.at.least(stroke[0]?.t ?? Infinity);
  });

  it('draw every coalesced point', () => {
    pen.send('pointerdown', 10, 50);
    const coalescedEvents = [20, 30, 40].map((x) => pen.event('pointermove', x, 50));
    pen.send('pointermove', 40, 50, { coalescedEvents });
    pen.send('pointerup', 40, 50);
    const side = canvasOf(field).clientWidth;
    const xs = field.strokes[0]?.map(({ x }) => Math.round((x / side) * 100));
    expect(xs).to.deep.equal([10, 20, 30, 40]);
  });

  it('draw one at a time: other fingers do nothing', () => {
    const finger = touch(42);
    pen.send('pointerdown', 10, 10);
    finger.send('pointerdown', 90, 90);
    finger.send('pointermove', 80, 80);
    pen.send('pointermove', 20, 20);
    finger.send('pointerup', 80, 80);
    pen.send('pointermove', 30, 30);
    pen.send('pointerup', 30, 30);
    expect(lengths()).to.deep.equal([3]);
  });

  it('ignore the palm of the hand that holds the pen', () => {
    const palm = touch(43);
    palm.send('pointerdown', 80, 90);
    palm.send('pointermove', 82, 91);
    pen.send('pointerdown', 10, 10);
    palm.send('pointermove', 84, 92);
    pen.send('pointermove', 20, 20);
    pen.send('pointerup', 20, 20);
    palm.send('pointerup', 84, 92);
    palm.stroke([80, 90], [85, 95]);
    expect(lengths()).to.deep.equal([2]);
    field.undo();
    expect(lengths()).to.deep.equal([]);
  });

  it('draw by touch while no pen is in use', async () => {
    touch(44).stroke([20, 20], [30, 80]);
    expect(field.strokes).to.have.length(1);
    pen.stroke([50, 20], [60, 80]);
    await sleep(800);
    touch(45).stroke([70, 20], [80, 80]);
    expect(field.strokes).to.have.length(3);
  });

  for (const type of ['pointerup', 'pointercancel']) {
    it(`lift on ${type}, and can draw again`, () => {
      pen.send('pointerdown', 10, 10);
      pen.send('pointermove', 20, 20);
      pen.send(type, 20, 20);
      pen.send('pointermove', 90, 90);
      expect(lengths()).to.deep.equal([2]);
      pen.stroke([30, 30], [40, 40]);
      expect(field.strokes).to.have.length(2);
    });
  }

  it('lift when the mouse was released without an event, and draw no line back', () => {
    const mouse = new FakePointer(field, { pointerId: 1, pointerType: 'mouse' });
    mouse.send('pointerdown', 10, 10, { buttons: 1 });
    mouse.send('pointermove', 20, 20, { buttons: 1 });
    mouse.send('pointermove', 90, 90, { buttons: 0 });
    mouse.send('pointermove', 80, 10, { buttons: 0 });
    expect(lengths()).to.deep.equal([2]);
    mouse.stroke([30, 30], [40, 40]);
    expect(lengths()).to.deep.equal([2, 2]);
  });

  it('start a new stroke when they come down again without having been lifted', () => {
    const finger = touch(46);
    finger.send('pointerdown', 10, 10);
    finger.send('pointermove', 20, 20);
    finger.stroke([70, 70], [80, 80]);
    finger.send('pointerdown', 10, 90);
    touch(47).stroke([50, 10], [60, 20], [70, 30]);
    expect(lengths()).to.deep.equal([2, 2, 1, 3]);
  });

  it('add no point at the position of a canceled pointer', () => {
    pen.send('pointerdown', 50, 50);
    pen.send('pointercancel', 0, 0);
    expect(lengths()).to.deep.equal([1]);
  });

  it('lift when the field leaves the page while drawing', () => {
    pen.send('pointerdown', 10, 10);
    pen.send('pointermove', 20, 20);
    field.remove();
    document.body.append(field);
    pen.send('pointermove', 90, 90);
    expect(lengths()).to.deep.equal([2]);
    pen.stroke([30, 30], [40, 40]);
    expect(field.strokes).to.have.length(2);
  });

  for (const attribute of ['disabled', 'readonly']) {
    it(`lift when the field becomes ${attribute} while drawing, and draw no more`, () => {
      pen.send('pointerdown', 10, 10);
      field.setAttribute(attribute, '');
      pen.send('pointermove', 20, 20);
      pen.stroke([30, 30], [40, 40]);
      expect(lengths()).to.deep.equal([1]);
    });
  }

  it('scroll and zoom the page on the surface with two fingers only', () => {
    expect(getComputedStyle(canvasOf(field)).touchAction).to.equal('pinch-zoom');
  });

  it('draw nothing if two fingers come down together', () => {
    const strokeEvents = ['digit-stroke-start', 'digit-stroke-end'];
    pen.stroke([50, 20], [60, 80]);
    field.clear();
    const heard = record(document.body, ...strokeEvents, 'input', 'change');
    const later = performance.now() + 5000;
    const [one, two, three] = [1, 2, 3].map((id) => touch(50 + id, { isPrimary: id === 1 }));
    const send = (finger: FakePointer, type: string, x: number, y: number): void =>
      sendAt(later, finger, type, x, y);
    send(one!, 'pointerdown', 10, 10);
    send(one!, 'pointermove', 12, 11);
    send(two!, 'pointerdown', 80, 80);
    send(two!, 'pointermove', 90, 90);
    send(three!, 'pointerdown', 50, 50);
    send(three!, 'pointermove', 50, 90);
    expect(field.strokes).to.deep.equal([]);
    expect(heard).to.deep.equal(strokeEvents);
    field.undo();
    expect(field.strokes).to.have.length(1);
    send(one!, 'pointerdown', 10, 10);
    send(one!, 'pointermove', 90, 90);
    expect(lengths()).to.deep.equal([2, 2]);
  });

  it('erase with their other end: everything that one gesture touches, as one step', () => {
    for (const x of [10, 50, 90]) pen.stroke([x, 10], [x, 90]);
    const before = field.strokes;
    const heard = record(field, 'digit-stroke-start', 'digit-stroke-end', 'input', 'change');
    const erase = (...path: [number, number][]): void => {
      for (const [i, [x, y]] of path.entries()) {
        const [type, button] =
          i === 0 ? (['pointerdown', 5] as const) : (['pointermove', -1] as const);
        pen.send(type, x, y, { button, buttons: 32 });
      }
      pen.send('pointerup', ...path.at(-1)!, { button: 5, buttons: 0 });
    };
    erase([30, 10], [30, 90]);
    expect(field.strokes).to.deep.equal(before);
    erase([30, 50], [5, 50], [70, 50]);
    expect(field.strokes).to.deep.equal([before[2]]);
    expect(heard).not.to.include('digit-stroke-start');
    field.undo();
    expect(field.strokes).to.deep.equal(before);
    field.redo();
    erase([88, 20]);
    expect(field.strokes).to.deep.equal([]);
    expect(heard.slice(-2)).to.deep.equal(['input', 'change']);
    field.readOnly = true;
    field.undo();
    erase([88, 20]);
    expect(field.strokes).to.deep.equal([before[2]]);
  });

  it('draw if they are among the pointer types', async () => {
    const types = ['pen', 'mouse', 'touch'];
    let clock = 0;
    const drawing = async (words: string | null): Promise<string[]> => {
      if (words === null) field.removeAttribute('pointer-types');
      else field.setAttribute('pointer-types', words);
      await field.updateComplete;
      await field.shadowRoot!.querySelector('digit-pad')!.updateComplete;
      return types.filter((pointerType, i) => {
        field.strokes = [];
        const pointer = new FakePointer(field, { pointerId: 60 + i, pointerType });
        for (const [type, x] of [
          ['pointerdown', 10],
          ['pointermove', 90],
          ['pointerup', 90],
        ] as const)
          sendAt(performance.now() + 10_000 * ++clock, pointer, type, x, 50);
        return field.strokes.length > 0;
      });
    };
    const warnings = logged('warn');
    expect(await drawing('pen')).to.deep.equal(['pen']);
    expect(getComputedStyle(canvasOf(field)).touchAction).to.equal('auto');
    expect(await drawing('Touch, mouse')).to.deep.equal(['mouse', 'touch']);
    expect(await drawing('')).to.deep.equal(types);
    expect(await drawing(null)).to.deep.equal(types);
    expect(warnings).to.deep.equal([]);
    expect(await drawing('pen finger')).to.deep.equal(['pen']);
    expect(await drawing('stylus')).to.deep.equal(types);
    expect(warnings).to.have.length(2);
    expect(warnings[0]).to.include('finger');
    expect(warnings[1]).to.include('stylus');
  });

  it('fire events, and can be refused', () => {
    const heard: [string, unknown][] = [];
    for (const type of ['digit-stroke-start', 'digit-stroke-end'] as const)
      field.addEventListener(type, (event) => heard.push([type, event.detail]));
    pen.stroke([10, 20], [30, 40]);
    const stroke: Point[] = field.strokes[0]!;
    expect(heard).to.deep.equal([
      ['digit-stroke-start', { pointerType: 'pen' }],
      ['digit-stroke-end', { pointerType: 'pen', stroke }],
    ]);
    field.addEventListener('digit-stroke-start', (event) => event.preventDefault());
    pen.stroke([10, 20], [30, 40]);
    expect(field.strokes).to.have.length(1);
    expect(heard).to.have.length(3);
  });

  for (const [name, leave] of [
    ['disables', () => (field.disabled = true)],
    ['removes', () => field.remove()],
  ] as const) {
    it(`draw nothing if the page ${name} the field as they come down`, () => {
      field.addEventListener('digit-stroke-start', leave);
      pen.stroke([10, 20], [30, 40]);
      expect(field.strokes).to.deep.equal([]);
      document.body.append(field);
      expect(field.matches(':state(drawing)')).to.equal(false);
    });
  }

  needing('mouse of three buttons').it('draw with the primary button only', async () => {
    const position = onSurface(field, 50, 50).map(Math.round) as [number, number];
    await sendMouse({ type: 'click', position, button: 'right' });
    await sendMouse({ type: 'click', position, button: 'middle' });
    expect(field.strokes).to.deep.equal([]);
  });

  it('go on drawing outside the surface', async () => {
    const [x, y] = onSurface(field, 50, 50).map(Math.round) as [number, number];
    const side = canvasOf(field).clientWidth;
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x + side, y] });
    await sendMouse({ type: 'up' });
    expect(field.strokes[0]?.at(-1)?.x).to.be.closeTo(side * 1.5, 1);
  });
});
