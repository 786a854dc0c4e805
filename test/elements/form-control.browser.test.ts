import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { NumberRecognizerElement } from '../../src/elements/number-recognizer-element.js';
import { describeFormControl } from './conformance/form-control.js';
import './support/page.js';

// The browser's own control shows that the suite asks for what HTML does.
describeFormControl({
  title: '<input>',
  create: () => {
    const input = document.createElement('input');
    input.maxLength = 1;
    return input;
  },
  settle: () => Promise.resolve(),
});

describeFormControl({
  title: '<digit-recognizer>',
  create: () => {
    const element = document.createElement('digit-recognizer');
    element.backend = 'cpu';
    return element;
  },
  settle: (control) => (control as unknown as DigitRecognizerElement).updateComplete,
});

describeFormControl({
  title: '<number-recognizer>',
  create: () => {
    const element = document.createElement('number-recognizer');
    element.backend = 'cpu';
    return element;
  },
  settle: (control) => (control as unknown as NumberRecognizerElement).updateComplete,
});
