import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { Drawing } from '../../src/ink/index.js';
import { replay, withTimes } from './replay.js';

/** Samples are drawn in a square of this side. */
const SAMPLE_SIDE = 100;

/**
 * A button that draws one sample after another. It stops when the user draws.
 *
 * @param changed called after each change of the drawing.
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
    void replay(
      withTimes(samples[next++ % samples.length]!),
      (strokes) => {
        field.drawing = { width: SAMPLE_SIDE, height: SAMPLE_SIDE, strokes };
        changed();
      },
      running.signal,
    );
  });
  for (const type of ['pointerdown', 'keydown']) {
    field.addEventListener(type, () => running.abort());
  }
}
