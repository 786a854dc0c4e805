/** Registers the elements. The classes and their types are exported for those who want them. */
import { define } from './elements/define.js';
import type { DigitPadElement } from './elements/digit-pad-element.js';
import type { DigitProbabilitiesElement } from './elements/digit-probabilities-element.js';
import { DigitRecognizerElement } from './elements/digit-recognizer-element.js';
import { NumberRecognizerElement } from './elements/number-recognizer-element.js';

export { DigitPadElement } from './elements/digit-pad-element.js';
export { DigitProbabilitiesElement } from './elements/digit-probabilities-element.js';
export { DigitRecognizerElement, NumberRecognizerElement };
export type {
  DigitChosenDetail,
  DigitCorrectedDetail,
  DigitErrorCode,
  DigitErrorDetail,
  DigitEventDetails,
  DigitEventMap,
  DigitLearnedDetail,
  DigitProgressDetail,
  DigitReadyDetail,
  DigitStrokeEndDetail,
  DigitStrokeStartDetail,
  NumberCorrectedDetail,
} from './elements/events.js';
export { registerStrings } from './elements/i18n.js';
export type { Strings } from './elements/i18n.js';
export type {
  BackendName,
  DigitResult,
  FramedDrawing,
  NoDigitReason,
  NoDigitResult,
  NumberResult,
  Result,
} from './recognizer/index.js';
export type { RecognizeDelay } from './elements/recognition.js';

define();

declare global {
  interface HTMLElementTagNameMap {
    'digit-pad': DigitPadElement;
    'digit-probabilities': DigitProbabilitiesElement;
    'number-recognizer': NumberRecognizerElement;
    'digit-recognizer': DigitRecognizerElement;
  }
}
