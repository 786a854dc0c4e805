import type { DigitPadElement } from '../../src/elements/digit-pad-element.js';
import type { Point } from '../../src/ink/index.js';
import type { TimedDrawing, TimedPoint } from '../drawings/timed-drawing.js';

/** A pad, or a field with a pad inside. */
type Surface = HTMLElement & Pick<DigitPadElement, 'updateComplete'>;

/** The last pointer id in use. Fields listen on the window, so every pen needs its own id. */
let lastPointerId = 7;

/** Draws on a field or a pad like a pen, without delays. */
export async function draw(element: Surface, drawing: TimedDrawing): Promise<void> {
  const send = await penOn(element);
  for (const stroke of drawing) for (const event of eventsOf(stroke)) send(...event);
}

/** Draws at the original speed, with real pointer events. */
export async function replay(element: Surface, drawing: TimedDrawing): Promise<void> {
  const send = await penOn(element);
  const start = performance.now();
  for (const stroke of drawing) {
    for (const event of eventsOf(stroke)) {
      const wait = event[1][2] - (performance.now() - start);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      send(...event);
    }
  }
}

/** @param side the surface's side in CSS pixels. */
export function strokesOf(drawing: TimedDrawing, side: number): Point[][] {
  return drawing.map((stroke) => stroke.map(([x, y, t]) => ({ x: x * side, y: y * side, t })));
}

type PenEvent = readonly [type: string, point: TimedPoint];

function eventsOf(stroke: readonly TimedPoint[]): PenEvent[] {
  return [
    ['pointerdown', stroke[0]!],
    ...stroke.map((point): PenEvent => ['pointermove', point]),
    ['pointerup', stroke.at(-1)!],
  ];
}

async function penOn(element: Surface): Promise<(...event: PenEvent) => void> {
  await element.updateComplete;
  const pad = element.shadowRoot!.querySelector('digit-pad') ?? (element as DigitPadElement);
  await pad.updateComplete;
  const canvas = pad.shadowRoot!.querySelector('canvas')!;
  const pointerId = ++lastPointerId;
  return (type, [x, y]) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    canvas.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        composed: true,
        cancelable: true,
        isPrimary: true,
        pointerId,
        pointerType: 'pen',
        clientX: left + x * width,
        clientY: top + y * height,
      }),
    );
  };
}
