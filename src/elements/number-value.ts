/** What is typed into a number field, and which numbers are valid. */
import { typedDigit } from './keyboard.js';
import type { NumberRecognizerElement } from './number-recognizer-element.js';
import type { NumberStrings } from './number-strings.js';

/**
 * Text as a number is written: digits of any script, a minus, and one point or comma. Spaces, and commas or
 * points between groups of three digits, are left out.
 *
 * @param isPasted text that was not typed key by key keeps a minus and a point also where none may be: `1,5`
 *   is not 15.
 */
export function toNumberText(
  text: string,
  { signed, decimal }: Pick<NumberRecognizerElement, 'signed' | 'decimal'>,
  isPasted = false,
): string {
  let plain = [...text.trim()]
    .map((symbol) => typedDigit(symbol) ?? SYMBOLS[symbol] ?? symbol)
    .join('')
    .replace(/[^\d.,-]/g, '');
  const grouped = decimal
    ? /^-?\d{1,3}([.,])\d{3}((\1\d{3})+|(\1\d{3})*(?!\1)[.,]\d*)$/
    : /^-?\d{1,3}([.,])\d{3}(\1\d{3})*$/;
  const [, separator] = grouped.exec(plain) ?? [];
  if (separator !== undefined) plain = plain.replaceAll(separator, '');
  plain = plain.replaceAll(',', '.').replace(/(?!^)-/g, '');
  if (!signed && !isPasted) plain = plain.replace('-', '');
  const [whole, ...parts] = plain.split('.');
  const fraction = parts.join('');
  const isPoint = parts.length > 0 && (decimal || (isPasted && fraction !== ''));
  return whole + (isPoint ? '.' : '') + fraction;
}

/** Signs of other scripts. */
const SYMBOLS: Readonly<Record<string, string>> = Object.fromEntries(
  ['--−﹣－', '..．', ',,٫،，'].flatMap(([sign, ...others]) =>
    others.map((other) => [other, sign!]),
  ),
);

/** The next valid value up or down, as the arrow keys of a number input go. */
export function stepNumber(input: HTMLInputElement, by: 1 | -1, signed: boolean): string {
  if (input.step === 'any') input.step = '1';
  if (by === 1) input.stepUp();
  else input.stepDown();
  return !signed && input.valueAsNumber < 0 ? '0' : input.value;
}

/**
 * Why a value is invalid, by the most important flag; empty if none is set.
 *
 * @param typed in place of a reading; it need not be a number yet.
 */
export function messageOf(
  flags: ValidityStateFlags,
  field: NumberRecognizerElement,
  typed: string,
  strings: NumberStrings,
): string {
  const { min, max, step, minLength, maxLength, result, value } = field;
  const read = typed === '' ? result : null;
  const isUnclear = read !== null && read.confidence < field.minConfidence;
  const unread = read?.value === '' ? strings.unreadableNumber : strings.notANumber;
  const messages: Partial<Record<keyof ValidityStateFlags, string>> = {
    badInput: isUnclear && read.value ? strings.unclearNumber(read.value) : unread,
    valueMissing: strings.numberMissing,
    tooShort: strings.tooShort(String(minLength)),
    tooLong: strings.tooLong(String(maxLength)),
    rangeUnderflow: strings.tooSmallNumber(value.startsWith('-') && min === '' ? '0' : min),
    rangeOverflow: strings.tooLargeNumber(max),
    stepMismatch: strings.notAStep(Number(step) > 0 ? step : '1'),
  };
  const flag = Object.keys(messages).find((one) => flags[one as keyof ValidityStateFlags]);
  return messages[flag as keyof ValidityStateFlags] ?? '';
}
