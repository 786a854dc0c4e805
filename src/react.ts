/** The elements as React components, for any version of React that `@lit/react` knows. */
import { createComponent, type EventName } from '@lit/react';
import * as react from 'react';
import type { DigitEventMap } from './digit-recognizer.js';
import { define } from './elements/define.js';
import { DigitPadElement } from './elements/digit-pad-element.js';
import { DigitProbabilitiesElement } from './elements/digit-probabilities-element.js';
import { DigitRecognizerElement } from './elements/digit-recognizer-element.js';
import { NumberRecognizerElement } from './elements/number-recognizer-element.js';

/** Null in the content scripts of browser extensions. */
const registry = globalThis.customElements as CustomElementRegistry | null | undefined;

// A script tag may have registered the elements before; those are used then.
if (!registry?.get('digit-recognizer')) define();

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
 * The class of an element as the page has it, with all of its properties in its prototype. Lit adds
 * some of them when the class is registered, and a component must know them on a server too, or it
 * renders there what it does not render in a page.
 */
function complete<T extends { readonly observedAttributes: readonly string[] }>(
  tagName: string,
  elementClass: T,
): T {
  Reflect.get(elementClass, 'observedAttributes');
  return (registry?.get(tagName) as T | undefined) ?? elementClass;
}

/** `<digit-recognizer>`; what is set are its properties, by their names. */
export const DigitRecognizer = createComponent({
  react,
  tagName: 'digit-recognizer',
  elementClass: complete('digit-recognizer', DigitRecognizerElement),
  events: {
    ...edits,
    ...strokes,
    onDigitRecognized: named('digit-recognized'),
    onDigitCorrected: named('digit-corrected'),
    onDigitLearned: named('digit-learned'),
    onDigitReady: named('digit-ready'),
    onDigitProgress: named('digit-progress'),
    onDigitError: named('digit-error'),
  },
});

/** `<number-recognizer>`. */
export const NumberRecognizer = createComponent({
  react,
  tagName: 'number-recognizer',
  elementClass: complete('number-recognizer', NumberRecognizerElement),
  events: {
    ...edits,
    onNumberStrokeStart: named('number-stroke-start'),
    onNumberStrokeEnd: named('number-stroke-end'),
    onNumberRecognized: named('number-recognized'),
    onNumberCorrected: named('number-corrected'),
    onNumberLearned: named('number-learned'),
    onNumberReady: named('number-ready'),
    onNumberProgress: named('number-progress'),
    onNumberError: named('number-error'),
  },
});

/** `<digit-pad>`. */
export const DigitPad = createComponent({
  react,
  tagName: 'digit-pad',
  elementClass: complete('digit-pad', DigitPadElement),
  events: { ...edits, ...strokes },
});

/** `<digit-probabilities>`. */
export const DigitProbabilities = createComponent({
  react,
  tagName: 'digit-probabilities',
  elementClass: complete('digit-probabilities', DigitProbabilitiesElement),
  events: { onDigitChosen: named('digit-chosen') },
});
