import { expect } from 'chai';
import fc from 'fast-check';
import type { DigitPadElement } from '../../src/elements/digit-pad-element.js';
import { ENGINE } from '../support/engine.js';
import { canvasOf, wipe, type Field } from './support/page.js';
import { FakePointer } from './support/pens.js';

/** The events are made by the test, so most sequences need only one engine. A whole field is slower. */
const SEQUENCES =
  ENGINE === 'Chromium'
    ? { 'digit-pad': 9_700, 'digit-recognizer': 300 }
    : { 'digit-pad': 1_900, 'digit-recognizer': 100 };
const KINDS = ['mouse', 'pen', 'touch', 'touch', 'touch'] as const;
/** Milliseconds after which a touch is no longer taken for the palm of a hand with a pen. */
const LATER = 1000;

const step = fc.record({
  act: fc.oneof(
    { weight: 24, arbitrary: fc.constantFrom('press', 'move', 'move', 'release') },
    { weight: 8, arbitrary: fc.constantFrom('cancel', 'lose capture', 'lose the release') },
    { weight: 3, arbitrary: fc.constantFrom('leave', 'clear', 'undo', 'redo', 'replace') },
    { weight: 2, arbitrary: fc.constantFrom('disabled', 'readonly') },
    { weight: 1, arbitrary: fc.constant('move the element') },
  ),
  pointer: fc.nat(KINDS.length - 1),
  button: fc.constantFrom(0, 0, 0, 1, 2),
  /** Some browsers give each touch a new id, others reuse ids. */
  renumber: fc.boolean(),
  wait: fc.constantFrom(0, 4, 16, 900),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Surface = DigitPadElement | Field;

interface Contact {
  readonly pen: FakePointer;
  /** Of a square of 100 over the surface; no two contacts of a sequence have the same. */
  readonly y: number;
  /** As of `PointerEvent.buttons`. */
  buttons: number;
}

/** Sends what a browser would send for any movements of hands, even if releases never arrive. */
class Hands {
  readonly #element: Surface;
  readonly #canvas: HTMLCanvasElement;
  readonly #down = new Map<number, Contact>();
  /** Pointers that were lifted without an event. */
  readonly #lost = new Set<number>();
  #clock: number;
  /** Events so far, each a hundredth further to the right. */
  #moves = 0;
  #contacts = 0;

  constructor(element: Surface, clock: number) {
    this.#element = element;
    this.#canvas = canvasOf(element);
    this.#clock = clock;
  }

  do({ act, pointer, button, renumber, wait }: Step): void {
    this.#clock += wait;
    const contact = this.#down.get(pointer);
    if (act === 'press') this.#press(pointer, button, renumber);
    else if (act === 'move') this.#move(pointer);
    else if (act === 'release') this.#release(pointer);
    else if (act === 'leave') this.#element.dispatchEvent(new PointerEvent('pointerleave'));
    else if (act === 'lose capture') {
      if (contact) this.#send(contact, 'lostpointercapture');
    } else if (act === 'cancel' || act === 'lose the release') {
      if (!contact) return;
      this.#down.delete(pointer);
      if (act === 'cancel') this.#send(contact, 'pointercancel');
      else this.#lost.add(pointer);
    } else if (act === 'disabled' || act === 'readonly') this.#element.toggleAttribute(act);
    else if (act === 'replace') this.#element.strokes = [[{ x: 1, y: 0 }]];
    else if (act === 'move the element') document.body.append(this.#element);
    else this.#element[act as 'clear' | 'undo' | 'redo']();
  }

  /** Lifts all pointers. Those that were lifted without an event are seen once more. */
  lift(): void {
    for (const pointer of [...this.#down.keys()]) this.#release(pointer);
    for (const pointer of this.#lost) {
      if (KINDS[pointer] !== 'touch') this.#move(pointer);
      else {
        this.#clock += LATER;
        this.#press(pointer, 0, true);
        this.#release(pointer);
      }
    }
  }

  /** Moves mice and pens without touching. */
  hover(): void {
    for (const [pointer, kind] of KINDS.entries()) if (kind !== 'touch') this.#move(pointer);
  }

  /** A whole stroke. @returns its points, in a square of 100 */
  draw(pointer: number): number[][] {
    this.#clock += LATER;
    this.#press(pointer, 0, true);
    const { y } = this.#down.get(pointer)!;
    const first = this.#moves - 1;
    this.#move(pointer);
    this.#move(pointer);
    this.#release(pointer);
    return [0, 1, 2, 3].map((i) => [first + i, y]);
  }

  #press(pointer: number, button: number, renumber: boolean): void {
    const contact = this.#down.get(pointer);
    const kind = KINDS[pointer]!;
    if (contact) {
      // A further button of a pointer that is down is a move to the browser.
      if (kind !== 'touch') contact.buttons |= maskOf(button);
      this.#send(contact, 'pointermove', kind === 'touch' ? -1 : button);
      return;
    }
    const others = [...this.#down.keys()].some((other) => KINDS[other] === kind);
    const pointerId = kind === 'touch' && renumber ? 100 + this.#contacts : 50 + pointer;
    const init = { pointerId, pointerType: kind, isPrimary: !others };
    const pressed = kind === 'touch' ? 0 : button;
    const made = {
      pen: new FakePointer(this.#element, init),
      y: ++this.#contacts,
      buttons: maskOf(pressed),
    };
    this.#down.set(pointer, made);
    this.#send(made, 'pointerover', -1);
    this.#send(made, 'pointerdown', pressed);
  }

  #move(pointer: number): void {
    const contact = this.#down.get(pointer);
    if (contact) this.#send(contact, 'pointermove', -1);
    else if (KINDS[pointer] !== 'touch') {
      const init = { pointerId: 50 + pointer, pointerType: KINDS[pointer]!, isPrimary: true };
      const hovering = { pen: new FakePointer(this.#element, init), y: 0, buttons: 0 };
      this.#send(hovering, 'pointermove', -1);
    }
  }

  #release(pointer: number): void {
    const contact = this.#down.get(pointer);
    if (!contact) return;
    this.#down.delete(pointer);
    contact.buttons = 0;
    this.#send(contact, 'pointerup', 0);
    this.#send(contact, 'lostpointercapture');
  }

  #send({ pen, y, buttons }: Contact, type: string, button = 0): void {
    const event = pen.event(type, this.#moves++, y, { button, buttons });
    Object.defineProperty(event, 'timeStamp', { value: ++this.#clock });
    this.#canvas.dispatchEvent(event);
  }
}

/** Which bit of `PointerEvent.buttons` a `button` has. */
function maskOf(button: number): number {
  return [1, 4, 2][button]!;
}

describe('pointer events in any order that a browser can send', function () {
  this.timeout(120_000);
  for (const [tag, count] of Object.entries(SEQUENCES)) {
    it(`give well-formed strokes, and the pen still draws: ${count} on <${tag}>`, async () => {
      let element = await place(tag);
      const pointer = fc.nat(KINDS.length - 1);
      const property = fc.asyncProperty(fc.array(step, { maxLength: 24 }), pointer, tryOut);
      // A pen that is stuck must not fail what is tried after it.
      property.beforeEach(async () => {
        if (isStuck) element = await place(tag);
        isStuck = true;
      });
      let isStuck = false;
      let clock = 0;
      async function tryOut(steps: Step[], last: number): Promise<void> {
        const hands = new Hands(element, (clock += 60 * LATER));
        for (const each of steps) {
          hands.do(each);
          checkStrokes(element);
        }
        hands.lift();
        const before = JSON.stringify(element.strokes);
        hands.hover();
        expect(JSON.stringify(element.strokes), 'drawn by pens that are up').to.equal(before);
        element.disabled = element.readOnly = false;
        await element.updateComplete;
        expect(element.matches(':state(drawing)'), 'the pen is down').to.equal(false);
        const drawn = hands.draw(last);
        const [fresh = []] = element.strokes.slice(-1);
        expect(JSON.stringify(inHundredths(element, fresh))).to.equal(JSON.stringify(drawn));
        element.undo();
        expect(JSON.stringify(element.strokes)).to.equal(before);
        element.strokes = [];
        isStuck = false;
      }
      const options = { seed: 20261125, numRuns: count, includeErrorInReport: true };
      await fc.assert(property, options);
    });
  }
});

async function place(tag: string): Promise<Surface> {
  wipe();
  const field = document.createElement(tag) as Surface;
  // No sequence takes so long that it would be read.
  field.setAttribute('recognize-delay', '1000000');
  document.body.append(field);
  await field.updateComplete;
  return field;
}

/** Checked by hand, because chai is too slow for a quarter of a million strokes. */
function checkStrokes(element: Surface): void {
  const side = canvasOf(element).clientWidth;
  for (const stroke of element.strokes) {
    const [first] = stroke;
    if (!first) throw new Error('a stroke has no points');
    let last = -Infinity;
    for (const { x, y, t = 0 } of stroke) {
      if (![x, y, t].every(Number.isFinite)) throw new Error(`a point is ${x}, ${y} at ${t}`);
      if (t < last) throw new Error('a stroke runs backwards in time');
      if (Math.abs(y - first.y) > side / 200) throw new Error('a stroke is of two contacts');
      last = t;
    }
  }
}

function inHundredths(element: Element, stroke: readonly { x: number; y: number }[]): number[][] {
  const side = canvasOf(element).clientWidth;
  return stroke.map(({ x, y }) => [Math.round((x / side) * 100), Math.round((y / side) * 100)]);
}
