import type { Result } from '../../recognizer/index.js';
import type { Format } from '../strings/format.js';
import type { Strings } from '../strings/strings.js';

/** What the validity of the field depends on. */
export interface FieldState {
  readonly value: string;
  readonly required: boolean;
  /** The last result, or null without one. */
  readonly read: Result | null;
  /** 0 to 1; a result below it is not taken as a value. */
  readonly minConfidence: number;
  /** Set by `setCustomValidity`; empty for none. */
  readonly customError: string;
}

export interface Validation {
  readonly flags: ValidityStateFlags;
  /** Empty if and only if there are no flags. */
  readonly message: string;
}

/** The validity of a digit field. Pure. The message is that of the most telling flag. */
export function validateField(state: FieldState, strings: Strings, format: Format): Validation {
  const { value, required, read, minConfidence, customError } = state;
  const flags: ValidityStateFlags = {};
  const messages: string[] = [];
  if (customError !== '') {
    flags.customError = true;
    messages.push(customError);
  }
  if (value === '' && read !== null) {
    // A dot is no attempt at a digit, and must not keep an optional field from being submitted.
    const isUnread = read.digit === null && read.reason !== 'too-small';
    if (isUnread) messages.push(strings.unreadable);
    const isUnclear = read.digit !== null && read.confidence < minConfidence;
    if (isUnclear) messages.push(strings.unclear(format.digit(read.digit)));
    if (isUnread || isUnclear) flags.badInput = true;
  }
  if (value === '' && required) {
    flags.valueMissing = true;
    messages.push(strings.valueMissing);
  }
  return { flags, message: messages[0] ?? '' };
}
