/** The value of a field, its validity, and the state that a browser restores. Pure, no DOM. */
import { readDrawing, type Drawing, type Frame } from '../ink/index.js';
import type { NoDigitReason, Result } from '../recognizer/index.js';
import type { Validation } from './form-control.js';
import { renamePins, type DrawingStore, type PinnedDigit, type Pins } from './history.js';
import type { Format, Strings } from './i18n.js';

/** Empty or one digit. */
export function isDigitValue(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9]?$/.test(value);
}

/** A number as it is written: all digits, no commas. */
export function numberText(value: number): string {
  return value.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 21 });
}

/**
 * The next or previous digit, as on a spin button.
 *
 * @param value empty or one digit.
 */
export function stepDigit(value: string, by: 1 | -1): number {
  if (value === '') return by === 1 ? 0 : 9;
  return Math.min(9, Math.max(0, Number(value) + by));
}

/** What the validity of a digit field depends on. */
export interface ValidityInput {
  readonly value: string;
  readonly required: boolean;
  /** The last result; null without one. */
  readonly result: Result | null;
  /** 0 to 1; a result with less confidence gives no value. */
  readonly minConfidence: number;
  /** Set by `setCustomValidity`; or empty. */
  readonly customError: string;
}

/** Why there is no digit, and what to do. */
export function reasonText(reason: NoDigitReason, strings: Strings): string {
  const { tooSmall, severalDigits, unreadable } = strings;
  const texts = {
    'too-small': tooSmall,
    'several-digits': severalDigits,
    'not-a-digit': unreadable,
  };
  return texts[reason];
}

/** The validity of a digit field. The message is that of its most important flag. */
export function validateDigit(input: ValidityInput, strings: Strings, format: Format): Validation {
  const { value, required, result, minConfidence, customError } = input;
  const flags: ValidityStateFlags = {};
  const messages: string[] = [];
  if (customError !== '') {
    flags.customError = true;
    messages.push(customError);
  }
  if (value === '' && result !== null) {
    // A dot is no attempt at a digit. It must not keep an optional field from being submitted.
    const isUnreadable = result.digit === null && result.reason !== 'too-small';
    if (isUnreadable) messages.push(reasonText(result.reason, strings));
    const isUnclear = result.digit !== null && result.confidence < minConfidence;
    if (isUnclear) messages.push(strings.unclear(format.digit(result.digit)));
    if (isUnreadable || isUnclear) flags.badInput = true;
  }
  if (value === '' && required) {
    flags.valueMissing = true;
    messages.push(strings.valueMissing);
  }
  return { flags, message: messages[0] ?? '' };
}

/** The value: what the user entered, or else what was read. */
export class FieldValue<R extends { readonly confidence: number }> {
  readonly #store: DrawingStore;
  readonly #textOf: (result: R) => string;
  #result: R | null = null;
  /** The strokes that the result belongs to. */
  #read: Drawing | null = null;
  /** The value of a restored drawing, or what was typed amid the strokes, until they are read. */
  #standing = '';

  /** @internal */
  constructor(store: DrawingStore, textOf: (result: R) => string) {
    this.#store = store;
    this.#textOf = textOf;
  }

  /** Call this before anything else when the drawing has changed. */
  drawingChanged(): void {
    const { isEmpty, override, pins } = this.#store;
    if (pins.groups.length === 0 || this.presentResult !== null) this.#standing = '';
    else if (override !== '') this.#standing = override;
    if (isEmpty) this.#result = this.#read = null;
  }

  /** The last result, which may belong to an earlier state of the drawing; null if there is no drawing. */
  get result(): R | null {
    return this.#result;
  }

  /** The strokes that the result belongs to. */
  get read(): Drawing | null {
    return this.#read;
  }

  /** The result, if it belongs to the drawing as it is now; else null. */
  get presentResult(): R | null {
    return this.resultOf(this.#store.strokes);
  }

  /** The result, if it belongs to these strokes; else null. */
  resultOf(strokes: Drawing): R | null {
    return strokes === this.#read ? this.#result : null;
  }

  /** There is nothing left to read. */
  get isSettled(): boolean {
    const { isEmpty, override } = this.#store;
    return isEmpty || override !== '' || this.presentResult !== null;
  }

  /**
   * @param minConfidence 0 to 1; a result with less confidence gives no value.
   * @returns empty without a value.
   */
  get(minConfidence: number): string {
    const { override } = this.#store;
    if (override !== '') return override;
    if (this.#result === null || this.#standing !== '') return this.#standing;
    return this.#result.confidence >= minConfidence ? this.#textOf(this.#result) : '';
  }

  /** Sets the result of the drawing as it is now. */
  setResult(result: R): void {
    this.#result = result;
    this.#read = this.#store.strokes;
    this.#standing = '';
  }

  /** @param value the value of the drawing before the page was restored. */
  setRestored(value: string): void {
    this.#standing = value;
  }
}

/** The state that a browser restores, as when the user goes back to the page. */
export interface FieldState {
  readonly strokes: Drawing;
  /** The frame of the strokes. */
  readonly frame: Frame;
  /** The digit that the user entered; or empty. */
  readonly entry: string;
  /** The digit that was read; or empty. */
  readonly value: string;
  /** Of a number: what the user said of it, strokes by their indices. */
  readonly pins?: Pins<number> | undefined;
}

/** @returns null for anything but a {@link FieldState} as JSON: the text may come from anywhere. */
export function parseState(
  text: string,
  isValue: (value: unknown) => value is string,
): FieldState | null {
  try {
    const state = JSON.parse(text) as Partial<FieldState> | null;
    if (typeof state !== 'object' || state === null) return null;
    const { entry, value } = state;
    const { width, height } = state.frame ?? {};
    if (!isLength(width) || !isLength(height)) return null;
    if (!isValue(entry) || !isValue(value)) return null;
    const strokes = readDrawing(state.strokes);
    const pins = state.pins && renamePins(state.pins, (index) => strokes.indexOf(strokes[index]!));
    const isSane = ({ strokes: own, text, x }: PinnedDigit<number>): boolean =>
      !own.includes(-1) && /^[\d.-]*$/.test(text ?? '') && isLength(x ?? 0);
    if (pins?.groups.every(isSane) === false) return null;
    return { strokes, frame: { width, height }, entry, value, pins };
  } catch {
    return null;
  }
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
