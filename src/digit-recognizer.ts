/** Registers the elements. The class and its types are exported for those who want them. */
import { define } from './elements/define.js';
import { DigitRecognizerElement } from './elements/digit-recognizer-element.js';

export { DigitRecognizerElement };
export type {
  DigitErrorDetail,
  DigitEventDetails,
  DigitEventMap,
  DigitProgressDetail,
  DigitReadyDetail,
} from './elements/events.js';
export type { BackendName, Result } from './recognizer/index.js';
export type { RecognizeDelay } from './elements/recognize-delay.js';

define();

declare global {
  interface HTMLElementTagNameMap {
    'digit-recognizer': DigitRecognizerElement;
  }
}
