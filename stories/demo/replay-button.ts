import type { DigitPadElement } from '../../src/elements/digit-pad-element.js';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { Drawing, Point } from '../../src/ink/index.js';
import { replay, withTimes } from './replay.js';

/** Samples come in a square of this side. */
const SAMPLE_SIDE = 100;

/**
 * A button that draws one sample after another, for those who do not draw. Whoever draws meanwhile
 * ends it.
 *
 * @param changed is called after each change of the drawing.
 */
export function createReplayButton(
  button: Element,
  field: DigitRecognizerElement,
  samples: readonly Drawing[],
  changed: () => void,
): void {
  let running = new AbortController();
  let next = 0;
  button.addEventListener('click', () => {
    running.abort();
    running = new AbortController();
    const pad = field.shadowRoot?.querySelector<DigitPadElement>('digit-pad');
    const side = pad?.side ?? SAMPLE_SIDE;
    void replay(
      scaled(withTimes(samples[next++ % samples.length]!), side / SAMPLE_SIDE),
      (part) => {
        field.strokes = part;
        changed();
      },
      running.signal,
    );
  });
  for (const type of ['pointerdown', 'keydown']) {
    field.addEventListener(type, () => running.abort());
  }
}

function scaled(drawing: Drawing, factor: number): Point[][] {
  return drawing.map((stroke) =>
    stroke.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  );
}
