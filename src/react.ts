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

const strokes = {
  onDigitStrokeStart: named('digit-stroke-start'),
  onDigitStrokeEnd: named('digit-stroke-end'),
};

/**
 * A class whose prototype has all of its properties. Lit adds some of them when the class is
 * registered, and a component must know them on a server too, or it renders there what it does not
 * render in a page.
 */
function complete<T extends { readonly observedAttributes: readonly string[] }>(
  elementClass: T,
): T {
  Reflect.get(elementClass, 'observedAttributes');
  return elementClass;
}

/** `<digit-recognizer>`; what is set are its properties, by their names. */
export const DigitRecognizer = createComponent({
  react,
  tagName: 'digit-recognizer',
  elementClass: complete(DigitRecognizerElement),
  events: {
    ...edits,
    ...strokes,
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
  elementClass: complete(DigitPadElement),
  events: { ...edits, ...strokes },
});

/** `<digit-probabilities>`. */
export const DigitProbabilities = createComponent({
  react,
  tagName: 'digit-probabilities',
  elementClass: complete(DigitProbabilitiesElement),
  events: { onDigitChosen: named('digit-chosen') },
});
