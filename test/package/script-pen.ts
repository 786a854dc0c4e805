import type { Page } from 'puppeteer-core';
import type { Point } from '../../src/ink/index.js';

/**
 * Draws on the page's first element as a mouse would, all within one task: a script's pointer events,
 * which cost no message each as those of the browser's own mouse do.
 *
 * @param strokes in a square of 100
 */
export function drawByScript(page: Page, strokes: readonly (readonly Point[])[]): Promise<void> {
  return page.evaluate((drawing) => {
    const element = document.querySelector('digit-recognizer');
    const pad = element?.shadowRoot?.querySelector('digit-pad');
    const canvas = pad?.shadowRoot?.querySelector('canvas');
    if (!canvas) throw new Error('There is no surface.');
    const { x, y, width } = canvas.getBoundingClientRect();
    for (const stroke of drawing) {
      for (const [i, point] of [...stroke, stroke.at(-1)!].entries()) {
        const type = i === 0 ? 'down' : i < stroke.length ? 'move' : 'up';
        canvas.dispatchEvent(
          new PointerEvent(`pointer${type}`, {
            bubbles: true,
            composed: true,
            pointerId: 1,
            pointerType: 'mouse',
            isPrimary: true,
            button: type === 'move' ? -1 : 0,
            buttons: type === 'up' ? 0 : 1,
            clientX: x + (point.x / 100) * width,
            clientY: y + (point.y / 100) * width,
          }),
        );
      }
    }
  }, strokes as Point[][]);
}
