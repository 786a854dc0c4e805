import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { Drawing, FramedDrawing } from '../../src/ink/index.js';
import { replay, withTimes } from './replay.js';

/** Samples are drawn in a square of this side. */
const SAMPLE_SIDE = 100;

/**
 * A button that draws again what is drawn; on an empty field, one sample after another. It stops when the user draws, with the whole
 * drawing there.
 *
 * @param changed called after each change of the drawing.
 */
export function createReplayButton(
  button: Element,
  field: DigitRecognizerElement,
  samples: readonly Drawing[],
  changed: () => void,
): void {
  let stop = (): void => undefined;
  let next = 0;
  button.addEventListener('click', () => {
    stop();
    const running = new AbortController();
    const sample = (): FramedDrawing => ({
      width: SAMPLE_SIDE,
      height: SAMPLE_SIDE,
      strokes: withTimes(samples[next++ % samples.length]!),
    });
    const drawing = field.drawing ?? sample();
    const show = (strokes: FramedDrawing['strokes']): void => {
      field.drawing = { ...drawing, strokes };
      changed();
    };
    stop = () => {
      if (!running.signal.aborted) show(drawing.strokes);
      running.abort();
    };
    const isTimed = drawing.strokes[0]?.[0]?.t !== undefined;
    const timed = isTimed ? drawing.strokes : withTimes(drawing.strokes);
    void replay(timed, show, running.signal).then(() => running.abort());
  });
  // Before the field sees it, so that a stroke joins the whole drawing.
  for (const type of ['pointerdown', 'keydown']) {
    field.addEventListener(type, () => stop(), { capture: true });
  }
}
