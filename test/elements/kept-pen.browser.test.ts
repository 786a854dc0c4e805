import { expect } from 'chai';
import { sendMouse } from '@web/test-runner-commands';
import { needing } from '../support/engine.js';
import { line, mount, type Field } from './support/page.js';
import { FakePointer, onSurface } from './support/pens.js';

/** A stroke that leaves the surface and comes back, in a square of 100. */
const PATH = [
  ...line([20, 20], [30, 30], [45, 45], [60, 40], [80, 40]),
  ...line([110, 40], [110, 60], [80, 60], [60, 70], [50, 80]),
];

let field: Field;

/** Draws along {@link PATH} with the browser's own mouse. */
async function draw(): Promise<void> {
  for (const [i, { x, y }] of PATH.entries()) {
    const position = onSurface(field, x, y).map(Math.round) as [number, number];
    await sendMouse({ type: 'move', position });
    if (i === 0) await sendMouse({ type: 'down' });
  }
  await sendMouse({ type: 'up' });
  await sendMouse({ type: 'move', position: [2, 2] });
}

function expectWhole(strokes = 1): void {
  const lengths = field.strokes.map(({ length }) => length);
  expect(lengths).to.deep.equal(Array(strokes).fill(PATH.length));
}

const mouse = needing('mouse of three buttons');

describe('drawing does not drag or open what is around the field:', () => {
  let around: HTMLElement;
  const dragged: string[] = [];
  const forget = new AbortController();

  async function place(markup: string): Promise<void> {
    dragged.length = 0;
    document.body.innerHTML = `<p id="above">Above</p>${markup}<p id="below">Below</p>`;
    around = document.querySelector<HTMLElement>('#around')!;
    field = await mount({ 'recognize-delay': '100000' }, around);
  }

  before(() => {
    for (const type of ['dragstart', 'contextmenu'])
      document.body.addEventListener(type, () => dragged.push(type), forget);
  });
  after(() => forget.abort());

  mouse.it('everything, if it is selected', async () => {
    await place('<div id="around"></div>');
    document.execCommand('selectAll');
    await draw();
    await draw();
    expectWhole(2);
    expect(dragged).to.deep.equal([]);
  });

  mouse.it('a selection from the text above to the text below', async () => {
    await place('<div id="around"></div>');
    const [above, below] = ['#above', '#below'].map((id) => document.querySelector(id)!);
    getSelection()!.setBaseAndExtent(above!.firstChild!, 2, below!.firstChild!, 3);
    await draw();
    await draw();
    expectWhole(2);
  });

  mouse.it('a card', async () => {
    await place('<div id="around" draggable="true"></div>');
    await draw();
    expectWhole();
    expect(dragged).to.deep.equal([]);
  });

  mouse.it('a link', async () => {
    await place('<a id="around" href="#followed"></a>');
    await draw();
    expectWhole();
    expect(location.hash).to.equal('');
  });

  mouse.it('a summary', async () => {
    await place('<details><summary id="around"></summary>More</details>');
    await draw();
    expectWhole();
    expect(document.querySelector('details')!.open).to.equal(false);
  });

  mouse.it('an item that a list makes draggable under the pointer', async () => {
    await place('<ul><li id="around"></li></ul>');
    const list = document.querySelector('ul')!;
    list.addEventListener('pointerdown', () => (around.draggable = true));
    list.addEventListener('dragstart', () => (around.style.visibility = 'hidden'));
    await draw();
    expectWhole();
    expect(getComputedStyle(around).visibility).to.equal('visible');
  });

  mouse.it('unless nothing can be drawn', async () => {
    await place('<div id="around" draggable="true"></div>');
    around.addEventListener('dragstart', (event) => event.preventDefault());
    field.readOnly = true;
    await field.updateComplete;
    await draw();
    expect(field.strokes).to.deep.equal([]);
    expect(dragged).to.include('dragstart');
  });
});

describe('a stroke stays whole if an element around the field', () => {
  let around: HTMLElement;
  let listening: AbortController;

  beforeEach(async () => {
    listening = new AbortController();
    around = document.body.appendChild(document.createElement('section'));
    field = await mount({ 'recognize-delay': '100000' }, around);
  });
  afterEach(() => listening.abort());

  function on(
    target: EventTarget,
    type: string,
    phase: string,
    handle: (event: PointerEvent) => void,
  ): void {
    const options = { capture: phase === 'capture', signal: listening.signal };
    target.addEventListener(type, (event) => handle(event as PointerEvent), options);
  }

  const CAPTORS: Record<string, (event: PointerEvent) => void> = {
    'for itself': ({ pointerId }) => around.setPointerCapture(pointerId),
    'for the field': ({ pointerId }) => field.setPointerCapture(pointerId),
    'for the page': ({ pointerId }) => document.documentElement.setPointerCapture(pointerId),
    'away from the surface': (event) => {
      const [inner] = event.composedPath() as Element[];
      if (inner!.hasPointerCapture?.(event.pointerId))
        inner!.releasePointerCapture(event.pointerId);
    },
  };
  for (const phase of ['capture', 'bubble']) {
    for (const [whom, capture] of Object.entries(CAPTORS)) {
      mouse.it(`captures the pointer at once ${whom}, in the ${phase} phase`, async () => {
        on(around, 'pointerdown', phase, capture);
        await draw();
        expectWhole();
      });

      mouse.it(`captures the pointer at each move ${whom}, in the ${phase} phase`, async () => {
        on(document, 'pointermove', phase, (event) => {
          if (event.buttons === 1) capture(event);
        });
        await draw();
        expectWhole();
      });
    }

    mouse.it(`stops the pointer's events, in the ${phase} phase`, async () => {
      for (const type of ['pointerdown', 'pointermove', 'pointerup'])
        on(document, type, phase, (event) => event.stopImmediatePropagation());
      await draw();
      await draw();
      expectWhole(2);
    });
  }

  it('gets the events of a finger, until the finger is canceled', () => {
    const finger = new FakePointer(field, { pointerId: 7, pointerType: 'touch' });
    finger.send('pointerdown', 10, 10);
    finger.send('lostpointercapture', 10, 10);
    for (const [type, x] of [
      ['pointermove', 20],
      ['pointercancel', 0],
      ['pointermove', 90],
    ] as const)
      around.dispatchEvent(finger.event(type, x, 10));
    expect(field.strokes.map(({ length }) => length)).to.deep.equal([2]);
  });
});

mouse.it('no listener is left on the window after a stroke', async () => {
  field = await mount({ 'recognize-delay': '100000' });
  const { addEventListener } = EventTarget.prototype;
  const signals: AbortSignal[] = [];
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (this === window && typeof options === 'object' && options.signal)
      signals.push(options.signal);
    addEventListener.call(this, type, listener, options);
  };
  try {
    await draw();
  } finally {
    EventTarget.prototype.addEventListener = addEventListener;
  }
  expect(signals).to.have.length.above(3);
  expect(signals.every(({ aborted }) => aborted)).to.equal(true);
});
