import type { DigitRecognizerElement } from '../src/elements/digit-recognizer-element.js';

/** In a square of one. */
const SEVEN = [
  [0.3, 0.25],
  [0.5, 0.24],
  [0.68, 0.26],
  [0.6, 0.45],
  [0.5, 0.6],
  [0.44, 0.8],
] as const;

/** Draws a seven on the surface of a field, as a pen does. */
export async function drawSeven(field: DigitRecognizerElement): Promise<void> {
  await field.updateComplete;
  const pad = field.shadowRoot!.querySelector('digit-pad')!;
  await pad.updateComplete;
  const canvas = pad.shadowRoot!.querySelector('canvas')!;
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const send = (type: string, [x, y]: readonly [number, number]) =>
    canvas.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        composed: true,
        pointerId: 7,
        pointerType: 'pen',
        clientX: left + x * width,
        clientY: top + y * height,
      }),
    );
  send('pointerdown', SEVEN[0]);
  for (const point of SEVEN) send('pointermove', point);
  send('pointerup', SEVEN.at(-1)!);
}
