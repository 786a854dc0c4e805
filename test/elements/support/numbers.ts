import { sendMouse } from '@web/test-runner-commands';
import type { NumberRecognizerElement } from '../../../src/elements/number-recognizer-element.js';
import type { Point } from '../../../src/ink/index.js';
import { writeNumber } from '../../support/written-numbers.js';
import { canvasOf, nextEvent } from './page.js';

/** Puts a number field on the page, with the bundled network on the backend that starts quickest. */
export async function mountNumber(
  attributes: Record<string, string> = {},
  parent: Element = document.body,
): Promise<NumberRecognizerElement> {
  const element = document.createElement('number-recognizer');
  const all = { backend: 'cpu', loading: 'eager', 'recognize-delay': '400', ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  parent.append(element);
  await element.updateComplete;
  return element;
}

/** Draws with the browser's own mouse. @param strokes in hundredths of the surface's height. */
export async function draw(
  element: Element,
  strokes: readonly (readonly Pick<Point, 'x' | 'y'>[])[],
  dx = 0,
): Promise<void> {
  for (const stroke of strokes) {
    for (const [i, { x, y }] of stroke.entries()) {
      // Enough for the shape, and each costs a message.
      if (stroke.length > 10 && i % 3 > 0 && i < stroke.length - 1) continue;
      const { left, top, height } = canvasOf(element).getBoundingClientRect();
      const place = [left + ((x + dx) * height) / 100, top + (y * height) / 100] as const;
      await sendMouse({ type: 'move', position: [Math.round(place[0]), Math.round(place[1])] });
      if (i === 0) await sendMouse({ type: 'down' });
    }
    await sendMouse({ type: 'up' });
  }
}

/** Writes a number and waits until it is read. */
export async function write(element: NumberRecognizerElement, text: string, dx = 0): Promise<void> {
  await draw(element, writeNumber(text), dx);
  await read(element);
}

/** Waits until what was drawn or corrected is read, and shown. */
export async function read(element: NumberRecognizerElement): Promise<void> {
  await nextEvent(element, 'number-recognized');
  await element.updateComplete;
}
