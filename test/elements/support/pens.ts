import { sendMouse } from '@web/test-runner-commands';
import type { Point } from '../../../src/ink/index.js';
import { canvasOf } from './page.js';

/** The mouse moves to every third point: that is enough for the shape, and each costs a message. */
const STRIDE = 3;

/** Client coordinates of a point given in a square of 100 over the element's surface. */
export function onSurface(element: Element, x: number, y: number): [number, number] {
  const rect = canvasOf(element).getBoundingClientRect();
  return [rect.left + (x * rect.width) / 100, rect.top + (y * rect.height) / 100];
}

/** Draws with the browser's own mouse. */
export async function drawWithMouse(
  element: Element,
  strokes: readonly (readonly Point[])[],
): Promise<void> {
  for (const stroke of strokes) {
    const last = stroke.length - 1;
    const kept = stroke.filter((_, i) => i % STRIDE === 0 || i === last);
    for (const [i, point] of kept.entries()) {
      const [x, y] = onSurface(element, point.x, point.y);
      await sendMouse({ type: 'move', position: [Math.round(x), Math.round(y)] });
      if (i === 0) await sendMouse({ type: 'down' });
    }
    await sendMouse({ type: 'up' });
  }
}

/** A pointer made by the page, for what the test's mouse cannot do: pens, fingers, canceled strokes. */
export class FakePointer {
  readonly #element: Element;
  readonly #init: PointerEventInit;

  constructor(element: Element, init: PointerEventInit = {}) {
    this.#element = element;
    this.#init = { pointerId: 41, pointerType: 'pen', isPrimary: true, pressure: 0.5, ...init };
  }

  /** @param x of a square of 100 over the surface, as y. */
  event(type: string, x: number, y: number, init: PointerEventInit = {}): PointerEvent {
    const [clientX, clientY] = onSurface(this.#element, x, y);
    return new PointerEvent(type, {
      bubbles: true,
      composed: true,
      cancelable: true,
      ...this.#init,
      clientX,
      clientY,
      ...init,
    });
  }

  send(type: string, x = 0, y = 0, init: PointerEventInit = {}): void {
    canvasOf(this.#element).dispatchEvent(this.event(type, x, y, init));
  }

  /** A whole stroke. */
  stroke(...points: [x: number, y: number][]): void {
    const [first = [0, 0], ...rest] = points;
    this.send('pointerdown', ...first);
    for (const point of rest) this.send('pointermove', ...point);
    this.send('pointerup', ...(points.at(-1) ?? first));
  }
}

/** Draws strokes, given in a square of 100, with a pen made by the page. */
export function drawAll(element: Element, strokes: readonly (readonly Point[])[]): void {
  const pen = new FakePointer(element);
  for (const stroke of strokes) pen.stroke(...stroke.map(({ x, y }): [number, number] => [x, y]));
}
