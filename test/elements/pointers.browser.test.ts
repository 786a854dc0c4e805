import { expect } from 'chai';
import { sendMouse } from '@web/test-runner-commands';
import type { Point } from '../../src/ink/index.js';
import { needing } from '../support/engine.js';
import { canvasOf, mount, record, sleep, wipe } from './support/page.js';
import { FakePointer, onSurface } from './support/pens.js';

describe('pens and fingers', () => {
  let element: Awaited<ReturnType<typeof mount>>;
  let pen: FakePointer;

  beforeEach(async () => {
    element = await mount();
    pen = new FakePointer(element);
  });
  afterEach(wipe);

  it('draw with pressure and time', () => {
    pen.send('pointerdown', 10, 10, { pressure: 0.2 });
    pen.send('pointermove', 20, 20, { pressure: 0.7 });
    pen.send('pointerup', 20, 20, { pressure: 0 });
    const [stroke = []] = element.strokes;
    expect(stroke.map(({ pressure }) => Math.round((pressure ?? 0) * 10))).to.deep.equal([2, 7]);
    expect(stroke[1]?.t).to.be.at.least(stroke[0]?.t ?? Infinity);
  });

  it('draw every coalesced point', () => {
    pen.send('pointerdown', 10, 50);
    const coalescedEvents = [20, 30, 40].map((x) => pen.event('pointermove', x, 50));
    pen.send('pointermove', 40, 50, { coalescedEvents });
    pen.send('pointerup', 40, 50);
    const side = canvasOf(element).clientWidth;
    const xs = element.strokes[0]?.map(({ x }) => Math.round((x / side) * 100));
    expect(xs).to.deep.equal([10, 20, 30, 40]);
  });

  it('draw one at a time: other fingers do nothing', () => {
    const finger = new FakePointer(element, { pointerId: 42, pointerType: 'touch' });
    pen.send('pointerdown', 10, 10);
    finger.send('pointerdown', 90, 90);
    finger.send('pointermove', 80, 80);
    pen.send('pointermove', 20, 20);
    finger.send('pointerup', 80, 80);
    pen.send('pointermove', 30, 30);
    pen.send('pointerup', 30, 30);
    expect(element.strokes).to.have.length(1);
    expect(element.strokes[0]).to.have.length(3);
  });

  it('leave the palm of the hand that holds the pen no trace', async () => {
    const palm = new FakePointer(element, { pointerId: 43, pointerType: 'touch' });
    palm.send('pointerdown', 80, 90);
    palm.send('pointermove', 82, 91);
    pen.send('pointerdown', 10, 10);
    palm.send('pointermove', 84, 92);
    pen.send('pointermove', 20, 20);
    pen.send('pointerup', 20, 20);
    palm.send('pointerup', 84, 92);
    palm.stroke([80, 90], [85, 95]);
    expect(element.strokes).to.have.length(1);
    expect(element.strokes[0]).to.have.length(2);
    element.undo();
    expect(element.strokes).to.have.length(0);
  });

  it('draw by touch where no pen is about', async () => {
    new FakePointer(element, { pointerId: 44, pointerType: 'touch' }).stroke([20, 20], [30, 80]);
    expect(element.strokes).to.have.length(1);
    pen.stroke([50, 20], [60, 80]);
    await sleep(800);
    new FakePointer(element, { pointerId: 45, pointerType: 'touch' }).stroke([70, 20], [80, 80]);
    expect(element.strokes).to.have.length(3);
  });

  for (const type of ['pointerup', 'pointercancel']) {
    it(`lift on ${type}, and can draw again`, () => {
      pen.send('pointerdown', 10, 10);
      pen.send('pointermove', 20, 20);
      pen.send(type, 20, 20);
      pen.send('pointermove', 90, 90);
      expect(element.strokes.map(({ length }) => length)).to.deep.equal([2]);
      pen.stroke([30, 30], [40, 40]);
      expect(element.strokes).to.have.length(2);
    });
  }

  it('lift when the mouse was released where nobody heard of it, and draw no line back', () => {
    const mouse = new FakePointer(element, { pointerId: 1, pointerType: 'mouse' });
    mouse.send('pointerdown', 10, 10, { buttons: 1 });
    mouse.send('pointermove', 20, 20, { buttons: 1 });
    mouse.send('pointermove', 90, 90, { buttons: 0 });
    mouse.send('pointermove', 80, 10, { buttons: 0 });
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([2]);
    mouse.stroke([30, 30], [40, 40]);
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([2, 2]);
  });

  it('begin a stroke of its own when they come down again without having been lifted', () => {
    const finger = new FakePointer(element, { pointerId: 46, pointerType: 'touch' });
    finger.send('pointerdown', 10, 10);
    finger.send('pointermove', 20, 20);
    finger.stroke([70, 70], [80, 80]);
    const next = new FakePointer(element, { pointerId: 47, pointerType: 'touch' });
    finger.send('pointerdown', 10, 90);
    next.stroke([50, 10], [60, 20], [70, 30]);
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([2, 2, 1, 3]);
  });

  it('leave no point where a cancelled pointer says it is', () => {
    pen.send('pointerdown', 50, 50);
    pen.send('pointercancel', 0, 0);
    expect(element.strokes[0]).to.have.length(1);
  });

  it('lift when the element leaves the page while drawing', () => {
    pen.send('pointerdown', 10, 10);
    pen.send('pointermove', 20, 20);
    element.remove();
    document.body.append(element);
    pen.send('pointermove', 90, 90);
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([2]);
    pen.stroke([30, 30], [40, 40]);
    expect(element.strokes).to.have.length(2);
  });

  for (const attribute of ['disabled', 'readonly']) {
    it(`lift when the element becomes ${attribute} while drawing, and draw no more`, () => {
      pen.send('pointerdown', 10, 10);
      element.setAttribute(attribute, '');
      pen.send('pointermove', 20, 20);
      pen.stroke([30, 30], [40, 40]);
      expect(element.strokes.map(({ length }) => length)).to.deep.equal([1]);
    });
  }

  it('scroll and zoom the page on the surface by two fingers only', () => {
    expect(getComputedStyle(canvasOf(element)).touchAction).to.equal('pinch-zoom');
  });

  it('draw nothing where two fingers come down together', () => {
    pen.stroke([50, 20], [60, 80]);
    element.clear();
    const heard = record(
      document.body,
      'digit-stroke-start',
      'digit-stroke-end',
      'input',
      'change',
    );
    const [one, two, three] = [1, 2, 3].map(
      (id) =>
        new FakePointer(element, { pointerId: 50 + id, pointerType: 'touch', isPrimary: id === 1 }),
    );
    const later = { value: performance.now() + 5000 };
    const send = (finger: FakePointer, type: string, x: number, y: number): void => {
      const event = Object.defineProperty(finger.event(type, x, y), 'timeStamp', later);
      canvasOf(element).dispatchEvent(event);
    };
    send(one!, 'pointerdown', 10, 10);
    send(one!, 'pointermove', 12, 11);
    send(two!, 'pointerdown', 80, 80);
    send(two!, 'pointermove', 90, 90);
    send(three!, 'pointerdown', 50, 50);
    send(three!, 'pointermove', 50, 90);
    expect(element.strokes).to.deep.equal([]);
    expect(heard).to.deep.equal(['digit-stroke-start', 'digit-stroke-end']);
    element.undo();
    expect(element.strokes).to.have.length(1);
    send(one!, 'pointerdown', 10, 10);
    send(one!, 'pointermove', 90, 90);
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([2, 2]);
  });

  it('erase by their other end, all that one gesture touches as one step', () => {
    pen.stroke([10, 10], [10, 90]);
    pen.stroke([50, 10], [50, 90]);
    pen.stroke([90, 10], [90, 90]);
    const before = element.strokes;
    const heard = record(element, 'digit-stroke-start', 'digit-stroke-end', 'input', 'change');
    const end = { button: 5, buttons: 32 };
    const erase = (...way: [number, number][]): void => {
      for (const [i, [x, y]] of way.entries())
        pen.send(i === 0 ? 'pointerdown' : 'pointermove', x, y, { ...end, button: i ? -1 : 5 });
      pen.send('pointerup', ...way.at(-1)!, { button: 5, buttons: 0 });
    };
    erase([30, 10], [30, 90]);
    expect(element.strokes).to.deep.equal(before);
    erase([30, 50], [5, 50], [70, 50]);
    expect(element.strokes).to.deep.equal([before[2]]);
    expect(heard).not.to.include('digit-stroke-start');
    element.undo();
    expect(element.strokes).to.deep.equal(before);
    element.redo();
    erase([88, 20]);
    expect(element.strokes).to.deep.equal([]);
    expect(heard.slice(-2)).to.deep.equal(['input', 'change']);
    element.readOnly = true;
    element.undo();
    erase([88, 20]);
    expect(element.strokes).to.deep.equal([before[2]]);
  });

  it('draw if they are among the pointer types', async () => {
    const types = ['pen', 'mouse', 'touch'];
    const drawing = async (words: string | null): Promise<string[]> => {
      if (words === null) element.removeAttribute('pointer-types');
      else element.setAttribute('pointer-types', words);
      await element.updateComplete;
      await element.shadowRoot!.querySelector('digit-pad')!.updateComplete;
      return types.filter((pointerType, i) => {
        element.strokes = [];
        const pointer = new FakePointer(element, { pointerId: 60 + i, pointerType });
        for (const [type, x] of [
          ['pointerdown', 10],
          ['pointermove', 90],
          ['pointerup', 90],
        ] as const) {
          const event = pointer.event(type, x, 50);
          const timeStamp = performance.now() + 10_000 * ++clock;
          Object.defineProperty(event, 'timeStamp', { value: timeStamp });
          canvasOf(element).dispatchEvent(event);
        }
        return element.strokes.length > 0;
      });
    };
    let clock = 0;
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (message: string) => warnings.push(message);
    try {
      expect(await drawing('pen')).to.deep.equal(['pen']);
      expect(getComputedStyle(canvasOf(element)).touchAction).to.equal('auto');
      expect(await drawing('Touch, mouse')).to.deep.equal(['mouse', 'touch']);
      expect(await drawing('')).to.deep.equal(types);
      expect(await drawing(null)).to.deep.equal(types);
      expect(warnings).to.deep.equal([]);
      expect(await drawing('pen finger')).to.deep.equal(['pen']);
      expect(await drawing('stylus')).to.deep.equal(types);
      expect(warnings).to.have.length(2);
      expect(warnings[0]).to.include('finger');
      expect(warnings[1]).to.include('stylus');
    } finally {
      console.warn = warn;
    }
  });

  it('are announced, and can be refused', () => {
    const heard: [string, unknown][] = [];
    const on = (type: 'digit-stroke-start' | 'digit-stroke-end'): void =>
      element.addEventListener(type, (event) => heard.push([type, event.detail]));
    on('digit-stroke-start');
    on('digit-stroke-end');
    pen.stroke([10, 20], [30, 40]);
    expect(heard[0]).to.deep.equal(['digit-stroke-start', { pointerType: 'pen' }]);
    const { pointerType, stroke } = heard[1]![1] as { pointerType: string; stroke: Point[] };
    expect(heard[1]![0]).to.equal('digit-stroke-end');
    expect(pointerType).to.equal('pen');
    expect(stroke).to.deep.equal(element.strokes[0]);
    element.addEventListener('digit-stroke-start', (event) => event.preventDefault());
    pen.stroke([10, 20], [30, 40]);
    expect(element.strokes).to.have.length(1);
    expect(heard).to.have.length(3);
  });

  for (const leave of ['disabled', 'removed'] as const) {
    it(`draw nothing where the page has the field ${leave} as they come down`, () => {
      element.addEventListener('digit-stroke-start', () => {
        if (leave === 'removed') element.remove();
        else element.disabled = true;
      });
      pen.stroke([10, 20], [30, 40]);
      expect(element.strokes).to.deep.equal([]);
      document.body.append(element);
      expect(element.matches(':state(drawing)')).to.equal(false);
    });
  }

  needing('mouse of three buttons').it('draw with the primary button only', async () => {
    const position = onSurface(element, 50, 50).map(Math.round) as [number, number];
    await sendMouse({ type: 'click', position, button: 'right' });
    await sendMouse({ type: 'click', position, button: 'middle' });
    expect(element.strokes).to.deep.equal([]);
  });

  it('keep drawing outside the surface', async () => {
    const [x, y] = onSurface(element, 50, 50).map(Math.round) as [number, number];
    const side = canvasOf(element).clientWidth;
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x + side, y] });
    await sendMouse({ type: 'up' });
    expect(element.strokes[0]?.at(-1)?.x).to.be.closeTo(side * 1.5, 1);
  });
});
