import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { milliseconds } from '../../scripts/lib/figures.js';

/** The backend that the field reads on, and its answer. */
export function createReadingView(section: Element, field: DigitRecognizerElement): void {
  const said = section.querySelector('[data-said]')!;
  section.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    said.textContent = `starting ${target.value} …`;
    field.backend = target.value;
  });
  field.addEventListener('digit-ready', ({ detail }) => {
    said.textContent = `ready on ${detail.backend}`;
  });
  field.addEventListener('digit-recognized', ({ detail }) => {
    said.textContent = `read on ${detail.backend} in ${milliseconds(detail.elapsed)}`;
  });
  field.addEventListener('digit-corrected', ({ detail }) => {
    said.textContent = `corrected to ${detail.digit}; a page could keep the strokes to learn from`;
  });
  field.addEventListener('digit-error', ({ detail }) => {
    said.textContent = detail.error.message;
  });
}
