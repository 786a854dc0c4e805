/**
 * The classic script: registers the elements and leaves the library at the global
 * `DigitRecognizer`, as in `DigitRecognizer.createRecognizer()`.
 */
import * as elements from './digit-recognizer.js';
import { define } from './elements/define.js';
import * as recognizer from './recognizer.js';

const library = { ...recognizer, ...elements, define };

declare global {
  var DigitRecognizer: typeof library;
}

// The first script of several registered its classes; their library is the one to go with them.
globalThis.DigitRecognizer ??= library;
