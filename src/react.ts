/** The elements as React components, for any version of React that `@lit/react` knows. */
import { createComponent, type EventName } from '@lit/react';
import * as react from 'react';
import {
  DigitPadElement,
  DigitProbabilitiesElement,
  DigitRecognizerElement,
  type DigitEventMap,
} from './digit-recognizer.js';

/** Listeners that the components take as properties: `input` and `change` are the browser's. */
const edits = {
  onInput: 'input' as EventName<Event>,
  onChange: 'change' as EventName<Event>,
};

function named<T extends keyof DigitEventMap>(type: T): EventName<DigitEventMap[T]> {
  return type as EventName<DigitEventMap[T]>;
}

/** `<digit-recognizer>`; what is set are its properties, by their names. */
export const DigitRecognizer = createComponent({
  react,
  tagName: 'digit-recognizer',
  elementClass: DigitRecognizerElement,
  events: {
    ...edits,
    onDigitRecognized: named('digit-recognized'),
    onDigitCorrected: named('digit-corrected'),
    onDigitReady: named('digit-ready'),
    onDigitProgress: named('digit-progress'),
    onDigitError: named('digit-error'),
  },
});

/** `<digit-pad>`. */
export const DigitPad = createComponent({
  react,
  tagName: 'digit-pad',
  elementClass: DigitPadElement,
  events: edits,
});

/** `<digit-probabilities>`. */
export const DigitProbabilities = createComponent({
  react,
  tagName: 'digit-probabilities',
  elementClass: DigitProbabilitiesElement,
  events: { onDigitChosen: named('digit-chosen') },
});
