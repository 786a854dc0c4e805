import { expect } from 'chai';
import { sendMouse } from '@web/test-runner-commands';
import { needing } from '../support/engine.js';
import { mount, wipe } from './support/page.js';
import { FakePointer, onSurface } from './support/pens.js';

type Element = Awaited<ReturnType<typeof mount>>;

/** A stroke that leaves the surface and comes back, in a square of 100. */
const WAY: readonly [x: number, y: number][] = [
  [20, 20],
  [30, 30],
  [45, 45],
  [60, 40],
  [80, 40],
  [110, 40],
  [110, 60],
  [80, 60],
  [60, 70],
  [50, 80],
];

/** Draws along {@link WAY} with the browser's own mouse. */
async function draw(element: Element): Promise<void> {
  for (const [i, [x, y]] of WAY.entries()) {
    const position = onSurface(element, x, y).map(Math.round) as [number, number];
    await sendMouse({ type: 'move', position });
    if (i === 0) await sendMouse({ type: 'down' });
  }
  await sendMouse({ type: 'up' });
  await sendMouse({ type: 'move', position: [2, 2] });
}

function expectWhole(element: Element, strokes = 1): void {
  const lengths = element.strokes.map(({ length }) => length);
  expect(lengths).to.deep.equal(Array(strokes).fill(WAY.length));
}

const mouse = needing('mouse of three buttons');

describe('what would drag something else away', () => {
  let element: Element;
  let around: HTMLElement;
  const dragged: string[] = [];

  async function place(markup: string): Promise<void> {
    dragged.length = 0;
    document.body.innerHTML = `<p id="above">Above</p>${markup}<p id="below">Below</p>`;
    around = document.querySelector<HTMLElement>('#around')!;
    element = await mount({ 'recognize-delay': '100000' }, around);
    for (const type of ['dragstart', 'contextmenu'])
      document.body.addEventListener(type, () => dragged.push(type));
  }
  afterEach(wipe);

  mouse.it('is not dragged: all that is selected', async () => {
    await place('<div id="around"></div>');
    document.execCommand('selectAll');
    await draw(element);
    await draw(element);
    expectWhole(element, 2);
    expect(dragged).to.deep.equal([]);
  });

  mouse.it('is not dragged: a selection from the text above to the text below', async () => {
    await place('<div id="around"></div>');
    const [above, below] = ['#above', '#below'].map((id) => document.querySelector(id)!);
    getSelection()!.setBaseAndExtent(above!.firstChild!, 2, below!.firstChild!, 3);
    await draw(element);
    await draw(element);
    expectWhole(element, 2);
  });

  mouse.it('is not dragged: a card', async () => {
    await place('<div id="around" draggable="true"></div>');
    await draw(element);
    expectWhole(element);
    expect(dragged).to.deep.equal([]);
  });

  mouse.it('is neither dragged nor followed: a link', async () => {
    await place('<a id="around" href="#followed"></a>');
    await draw(element);
    expectWhole(element);
    expect(location.hash).to.equal('');
  });

  mouse.it('is not opened: a summary', async () => {
    await place('<details><summary id="around"></summary>More</details>');
    await draw(element);
    expectWhole(element);
    expect(document.querySelector('details')!.open).to.equal(false);
  });

  mouse.it('is not dragged: an item that a list makes draggable under the pointer', async () => {
    await place('<ul><li id="around"></li></ul>');
    const list = document.querySelector('ul')!;
    list.addEventListener('pointerdown', () => (around.draggable = true));
    list.addEventListener('dragstart', () => (around.style.visibility = 'hidden'));
    await draw(element);
    expectWhole(element);
    expect(getComputedStyle(around).visibility).to.equal('visible');
  });

  mouse.it('is dragged where nothing can be drawn', async () => {
    await place('<div id="around" draggable="true"></div>');
    around.addEventListener('dragstart', (event) => event.preventDefault());
    element.readOnly = true;
    await element.updateComplete;
    await draw(element);
    expect(element.strokes).to.deep.equal([]);
    expect(dragged).to.include('dragstart');
  });
});

describe('an ancestor of the field', () => {
  let element: Element;
  let around: HTMLElement;
  let listening: AbortController;

  beforeEach(async () => {
    listening = new AbortController();
    around = document.createElement('section');
    document.body.append(around);
    element = await mount({ 'recognize-delay': '100000' }, around);
  });
  afterEach(() => {
    listening.abort();
    wipe();
  });

  function on(
    target: EventTarget,
    type: string,
    capture: boolean,
    handle: (e: PointerEvent) => void,
  ) {
    const options = { capture, signal: listening.signal };
    target.addEventListener(type, (event) => handle(event as PointerEvent), options);
  }

  const captors: Record<string, (event: PointerEvent) => void> = {
    'for itself': ({ pointerId }) => around.setPointerCapture(pointerId),
    'for the field': ({ pointerId }) => element.setPointerCapture(pointerId),
    'for the page': ({ pointerId }) => document.documentElement.setPointerCapture(pointerId),
    'away from the surface': (event) => {
      const [inner] = event.composedPath() as globalThis.Element[];
      if (inner!.hasPointerCapture?.(event.pointerId))
        inner!.releasePointerCapture(event.pointerId);
    },
  };
  for (const [whom, capture] of Object.entries(captors)) {
    for (const phase of ['capture', 'bubble']) {
      mouse.it(`takes the pointer at once ${whom}, in the ${phase} phase`, async () => {
        on(around, 'pointerdown', phase === 'capture', capture);
        await draw(element);
        expectWhole(element);
      });

      mouse.it(`takes the pointer at each move ${whom}, in the ${phase} phase`, async () => {
        on(document, 'pointermove', phase === 'capture', (event) => {
          if (event.buttons === 1) capture(event);
        });
        await draw(element);
        expectWhole(element);
      });
    }
  }

  for (const phase of ['capture', 'bubble']) {
    mouse.it(`keeps the pointer's events to itself, in the ${phase} phase`, async () => {
      for (const type of ['pointerdown', 'pointermove', 'pointerup'])
        on(document, type, phase === 'capture', (event) => event.stopImmediatePropagation());
      await draw(element);
      await draw(element);
      expectWhole(element, 2);
    });
  }

  it('takes a finger, which draws until it is cancelled', () => {
    const finger = new FakePointer(element, { pointerId: 7, pointerType: 'touch' });
    finger.send('pointerdown', 10, 10);
    finger.send('lostpointercapture', 10, 10);
    for (const [type, x] of [
      ['pointermove', 20],
      ['pointercancel', 0],
      ['pointermove', 90],
    ] as const)
      around.dispatchEvent(finger.event(type, x, 10));
    expect(element.strokes.map(({ length }) => length)).to.deep.equal([2]);
  });

  mouse.it('is left no listener when the stroke is over', async () => {
    const { addEventListener } = EventTarget.prototype;
    const signals: AbortSignal[] = [];
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      if (this === window && typeof options === 'object' && options.signal)
        signals.push(options.signal);
      addEventListener.call(this, type, listener, options);
    };
    try {
      await draw(element);
    } finally {
      EventTarget.prototype.addEventListener = addEventListener;
    }
    expect(signals).to.have.length.above(3);
    expect(signals.every(({ aborted }) => aborted)).to.equal(true);
  });
});
