/** The value of a digit field and its validity. Pure, no DOM. */
import type { Result } from '../recognizer/index.js';
import type { Validation } from './form-control.js';
import type { Format, Strings } from './i18n.js';

/** Empty or one digit. */
export function isDigitValue(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9]?$/.test(value);
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
