/** The value of a digit field, its validity, and the state that a browser restores. Pure, no DOM. */
import { readDrawing, type Drawing, type Frame } from '../ink/index.js';
import type { Result } from '../recognizer/index.js';
import type { DrawingStore } from './history.js';
import type { Validation } from './form-control.js';
import type { Format, Strings } from './i18n.js';

/** The value: the digit that the user entered, or else the digit that was read. */
export class DigitValue {
  readonly #store: DrawingStore;
  #result: Result | null = null;
  /** The strokes that the result belongs to. */
  #read: Drawing | null = null;
  /** The value of a restored drawing until it is read again. */
  #restored = '';

  /** @internal */
  constructor(store: DrawingStore) {
    this.#store = store;
  }

  /** Call this before anything else when the drawing has changed. */
  drawingChanged(): void {
    this.#restored = '';
    if (this.#store.isEmpty) this.#result = this.#read = null;
  }

  /** The last result, which may belong to an earlier state of the drawing; null if there is no drawing. */
  get result(): Result | null {
    return this.#result;
  }

  /** The result, if it belongs to the drawing as it is now; else null. */
  get presentResult(): Result | null {
    return this.#store.strokes === this.#read ? this.#result : null;
  }

  /** There is nothing left to read. */
  get isSettled(): boolean {
    const { isEmpty, override } = this.#store;
    return isEmpty || override !== '' || this.presentResult !== null;
  }

  /**
   * @param minConfidence 0 to 1; a result with less confidence gives no value.
   * @returns empty or one digit.
   */
  get(minConfidence: number): string {
    const { override } = this.#store;
    if (override !== '') return override;
    if (this.#result === null) return this.#restored;
    const { digit, confidence } = this.#result;
    return digit !== null && confidence >= minConfidence ? String(digit) : '';
  }

  /** Sets the result of the drawing as it is now. */
  setResult(result: Result): void {
    this.#result = result;
    this.#read = this.#store.strokes;
    this.#restored = '';
  }

  /** @param value the value of the drawing before the page was restored. */
  setRestored(value: string): void {
    this.#restored = value;
  }
}

/** Empty or one digit. */
export function isDigitValue(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9]?$/.test(value);
}

/** Converts any value to text, as native controls do. @returns the text if it is a digit; else empty. */
export function toDigitValue(value: unknown): string {
  try {
    const text = String(value ?? '');
    return isDigitValue(text) ? text : '';
  } catch {
    return '';
  }
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

/** The state that a browser restores, as when the user goes back to the page. */
export interface DigitState {
  readonly strokes: Drawing;
  /** The frame of the strokes. */
  readonly frame: Frame;
  /** The digit that the user entered; or empty. */
  readonly override: string;
  /** The digit that was read; or empty. */
  readonly value: string;
}

/** @returns null for anything but a {@link DigitState} as JSON: the text may come from anywhere. */
export function parseState(text: string): DigitState | null {
  try {
    const state = JSON.parse(text) as Partial<DigitState> | null;
    if (typeof state !== 'object' || state === null) return null;
    const { override, value } = state;
    const { width, height } = state.frame ?? {};
    if (!isLength(width) || !isLength(height)) return null;
    if (!isDigitValue(override) || !isDigitValue(value)) return null;
    return { strokes: readDrawing(state.strokes), frame: { width, height }, override, value };
  } catch {
    return null;
  }
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
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
    if (isUnreadable) messages.push(strings.unreadable);
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
