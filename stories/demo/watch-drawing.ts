import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { Point } from '../../src/ink/index.js';

/**
 * Calls back whenever the drawing has changed, at most once per frame. It polls, because the element fires no
 * event for the points of a stroke.
 *
 * @returns a function that checks at once, for changes by script.
 */
export function watchDrawing(
  element: DigitRecognizerElement,
  changed: (strokes: Point[][]) => void,
): () => void {
  let seen = '';
  let isDown = false;
  let frame = 0;
  const look = (): void => {
    frame = 0;
    const { strokes } = element;
    const last = strokes.at(-1)?.at(-1);
    const trace = [...strokes.map(({ length }) => length), last?.x, last?.y].join(' ');
    if (trace !== seen) {
      seen = trace;
      changed(strokes);
    }
    if (isDown) soon();
  };
  const soon = (): void => {
    if (frame === 0) frame = requestAnimationFrame(look);
  };
  element.addEventListener('pointerdown', () => {
    isDown = true;
    soon();
  });
  for (const type of ['pointerup', 'pointercancel']) {
    window.addEventListener(type, () => {
      isDown = false;
      soon();
    });
  }
  for (const type of ['click', 'keyup', 'change', 'digit-recognized'] as const) {
    element.addEventListener(type, soon);
  }
  return look;
}
