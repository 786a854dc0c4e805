/** What is typed into a number field, and which numbers are valid. Pure, no DOM. */
import type { NumberResult } from '../recognizer/index.js';
import type { Validation } from './form-control.js';
import type { DrawingStore } from './history.js';
import type { NumberStrings } from './number-strings.js';
import { typedDigit } from './keyboard.js';
import { joined, without } from './number-gestures.js';

/** The attributes that say which values are valid; a page may have set anything. */
export interface Constraints {
  readonly min: unknown;
  readonly max: unknown;
  readonly step: unknown;
  readonly minLength: number;
  readonly maxLength: number;
  readonly signed: boolean;
  readonly decimal: boolean;
  readonly kind: string;
}

/** Text as a number is written: digits of any script, a minus where it may be, and one point or comma. */
export function toNumberText(text: string, { signed, decimal }: Constraints): string {
  let isPoint = false;
  const symbols = [...text.trim()].flatMap((symbol, index) => {
    const digit = typedDigit(symbol);
    if (digit !== null) return digit;
    if (signed && index === 0 && /[-−﹣－]/.test(symbol)) return '-';
    if (!decimal || isPoint || !/[.,٫．，]/.test(symbol)) return [];
    isPoint = true;
    return '.';
  });
  return symbols.join('');
}

/**
 * Takes over what the user made of the text that was shown. Digits that were read and are deleted lose
 * their strokes; one that was replaced keeps them; else the text takes the place of what was read.
 *
 * @param result of the drawing as it is now.
 * @returns whether that changed anything.
 * @internal
 */
export function takeText(
  store: DrawingStore,
  result: NumberResult | null,
  shown: string,
  text: string,
): boolean {
  if (text === shown) return false;
  if (text === '') return store.clear();
  const digits = result?.digits ?? [];
  if (store.override === '' && digits.map((digit) => digit.text).join('') === shown) {
    let [start, end] = [0, 0];
    while (start < text.length && text[start] === shown[start]) start++;
    while (end < text.length - start && text.at(-1 - end) === shown.at(-1 - end)) end++;
    const removed = digits.slice(start, digits.length - end);
    const added = text.slice(start, text.length - end);
    const { strokes, pins } = store;
    if (added === '') return store.revise(without(strokes, pins, removed));
    if (removed.length === 1 && /^\d$/.test(added) && /^\d$/.test(removed[0]!.text)) {
      const own = removed[0]!.strokes.map((index) => strokes[index]!);
      return store.revise({ pins: joined(pins, own, added) });
    }
  }
  return store.enter(text);
}

/** The next valid value up or down, as the arrow keys of a number input go. */
export function stepNumber(value: string, by: 1 | -1, constraints: Constraints): string {
  const { min, max, base } = limits(constraints);
  const step = stepOf(constraints) ?? 1;
  const steps = (Number(value || 0) - base) / step;
  const isOn = Math.abs(steps - Math.round(steps)) < 1e-6;
  const next = isOn ? Math.round(steps) + by : by === 1 ? Math.ceil(steps) : Math.floor(steps);
  const bounded = Math.min(max, Math.max(min, base + next * step));
  return String(Number((constraints.signed ? bounded : Math.max(0, bounded)).toFixed(10)));
}

function limits({ min, max }: Constraints): { min: number; max: number; base: number } {
  const number = (value: unknown, other: number): number => {
    const text = String(value ?? '').trim();
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : other;
  };
  return { min: number(min, -Infinity), max: number(max, Infinity), base: number(min, 0) };
}

/** Null for any. */
function stepOf({ step, decimal }: Constraints): number | null {
  const number = Number(step);
  if (number > 0 && number < Infinity) return number;
  return decimal || String(step).trim().toLowerCase() === 'any' ? null : 1;
}

export interface NumberValidityInput {
  readonly constraints: Constraints;
  readonly required: boolean;
  /** Empty or a number. */
  readonly value: string;
  /** In place of what is read; it need not be a number yet. */
  readonly typed: string;
  readonly result: NumberResult | null;
  /** 0 to 1; a result with less confidence gives no value. */
  readonly minConfidence: number;
  readonly customError: string;
}

/** The validity of a number field. The message is that of its most important flag. */
export function validateNumber(input: NumberValidityInput, strings: NumberStrings): Validation {
  const { constraints, value, typed, result, minConfidence, required, customError } = input;
  const flags: ValidityStateFlags = {};
  const messages: string[] = [];
  const add = (flag: keyof ValidityStateFlags, isBroken: boolean, message: string): void => {
    if (!isBroken) return;
    flags[flag] = true;
    messages.push(message);
  };
  add('customError', customError !== '', customError);
  const isUnread = value === '' && typed === '' && result !== null;
  const isUnclear = isUnread && result.value !== '' && result.confidence < minConfidence;
  add('badInput', isUnclear, strings.unclearNumber(result?.value ?? ''));
  add('badInput', isUnread && result.value === '' && !isUnclear, strings.unreadableNumber);
  add('badInput', value === '' && typed !== '', strings.notANumber);
  add('valueMissing', required && value === '', strings.numberMissing);
  if (value !== '') {
    const length = value.replace(/\D/g, '').length;
    const { minLength, maxLength, kind } = constraints;
    add('tooShort', length < minLength, strings.tooShort(String(minLength)));
    add('tooLong', maxLength > 0 && length > maxLength, strings.tooLong(String(maxLength)));
    if (kind !== 'code') {
      const { min, max, base } = limits(constraints);
      const step = stepOf(constraints);
      const number = Number(value);
      const steps = step === null ? 0 : (number - base) / step;
      add('rangeUnderflow', number < min, strings.tooSmallNumber(String(min)));
      add('rangeOverflow', number > max, strings.tooLargeNumber(String(max)));
      add(
        'stepMismatch',
        Math.abs(steps - Math.round(steps)) > 1e-6,
        strings.notAStep(String(step)),
      );
    }
  }
  return { flags, message: messages[0] ?? '' };
}
