import { Words } from './i18n.js';
import { en } from './languages/number-en.js';

/** The words that only a number field needs. Numbers are passed in as text. */
export interface NumberStrings {
  /** Accessible name of a field without a label. */
  readonly numberField: string;
  /** Guide on the empty surface. */
  readonly writeNumber: string;
  /** How to use the field; a part of its accessible description. */
  readonly numberInstructions: string;
  /** Accessible name of the button that opens the on-screen keyboard. */
  readonly keyboard: string;
  /** Accessible name of the brackets under the digits. */
  readonly digits: string;
  /** Accessible name of a bracket, which opens what can be done with a digit. */
  readonly change: (digit: string) => string;
  readonly split: string;
  /** Makes room for a digit before this one. */
  readonly insert: string;
  /** Joins a digit with the next. */
  readonly join: string;
  readonly delete: string;
  /** For screen readers, when in doubt: "1 3 7 or 1 8 7". */
  readonly eitherOr: (one: string, other: string) => string;
  readonly numberMissing: string;
  readonly unreadableNumber: string;
  /** The answer is too uncertain to be the value. */
  readonly unclearNumber: (number: string) => string;
  /** What was typed is not a number. */
  readonly notANumber: string;
  readonly tooSmallNumber: (min: string) => string;
  readonly tooLargeNumber: (max: string) => string;
  /** Of the one or two nearest valid numbers: "3 or 8". */
  readonly notAStep: (nearest: string) => string;
  readonly tooShort: (digits: string) => string;
  readonly tooLong: (digits: string) => string;
}

/** Each language is a module of its own, loaded when needed. */
export const numberWords: Words<NumberStrings> = new Words<NumberStrings>(en, {
  ar: () => import('./languages/number-ar.js'),
  de: () => import('./languages/number-de.js'),
  es: () => import('./languages/number-es.js'),
  fr: () => import('./languages/number-fr.js'),
  ja: () => import('./languages/number-ja.js'),
  'zh-hans': () => import('./languages/number-zh-hans.js'),
});
