/** What is typed into a number field, and which numbers are valid. */
import { numberText } from './field-value.js';
import type { Strings } from './i18n.js';
import { typedDigit } from './keyboard.js';
import type { NumberRecognizerElement } from './number-recognizer-element.js';

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
  // Spreadsheets show large numbers like that.
  const isScientific = isPasted && /^\s*-?\d+([.,]\d+)?e[+-]?\d+\s*$/i.test(text);
  const written = isScientific ? numberText(Number(text.replace(',', '.'))) : text;
  // Signs of other scripts, too.
  const latin = written
    .replace(/[−﹣－]/g, '-')
    .replaceAll('．', '.')
    .replace(/[٫،，]/g, ',');
  let plain = Array.from(latin, (symbol) => typedDigit(symbol) ?? symbol)
    .join('')
    .replace(/[^\d.,-]/g, '');
  const [, separator, again, rest] =
    /^-?\d{1,3}([.,])\d{3}(\1\d{3})*((?!\1)[.,]\d*)?$/.exec(plain) ?? [];
  // Where there may be a point, 1.204 has one.
  const isGrouped = separator && (!decimal || again || rest);
  if (isGrouped) plain = plain.replaceAll(separator, '');
  plain = plain.replaceAll(',', '.').replace(/(?!^)-/g, '');
  if (!signed && !isPasted) plain = plain.replace('-', '');
  const [whole, ...parts] = plain.split('.');
  const fraction = parts.join('');
  const isPoint = parts.length > 0 && (decimal || (isPasted && fraction !== ''));
  return whole + (isPoint ? '.' : '') + fraction;
}

/** The next valid value up or down, as the arrow keys of a number input go. */
export function stepNumber(input: HTMLInputElement, by: 1 | -1, signed: boolean): string {
  const { value, min, max } = input;
  const from = Number(value);
  // The browser counts steps from the minimum or the initial value; of `any`, they are counted from the value.
  if (input.step === 'any' && value !== '') {
    Object.assign(input, { step: '1', min: '', max: '', defaultValue: value, value });
    step(input, by);
    if (max !== '' && input.valueAsNumber > Number(max)) input.value = max;
    if (min !== '' && input.valueAsNumber < Number(min)) input.value = min;
  } else {
    if (input.step === 'any') input.step = '1';
    step(input, by);
    // From nothing, browsers come to different values, or to none.
    if (value === '' && input.value !== '' && Number(min) > 0) input.value = min;
  }
  // Outside the range, the nearest valid value may be in the other direction.
  if (value !== '' && (input.valueAsNumber - from) * by < 0) return value;
  return !signed && input.valueAsNumber < 0 ? '0' : input.value;
}

function step(input: HTMLInputElement, by: 1 | -1): void {
  if (by === 1) input.stepUp();
  else input.stepDown();
}

/**
 * Why a value is invalid, by the most important flag; empty if none is set.
 *
 * @param input a number input of the browser with the value and the rules of the field.
 */
export function messageOf(
  flags: ValidityStateFlags,
  field: NumberRecognizerElement,
  input: HTMLInputElement,
  strings: Strings,
): string {
  const { min, max, minLength, maxLength, minConfidence, signed, result, store } = field;
  if (flags.badInput) {
    const read = store.override === '' ? result : null;
    if (read?.value === '') return strings.unreadableNumber;
    const isUnclear = read !== null && read.confidence < minConfidence;
    return isUnclear ? strings.unclearNumber(read.value) : strings.notANumber;
  }
  if (flags.valueMissing) return strings.numberMissing;
  if (flags.tooShort) return strings.tooShort(String(minLength));
  if (flags.tooLong) return strings.tooLong(String(maxLength));
  if (flags.rangeUnderflow)
    return strings.tooSmallNumber(signed ? min : String(Math.max(0, Number(min) || 0)));
  if (flags.rangeOverflow) return strings.tooLargeNumber(max);
  return flags.stepMismatch ? strings.notAStep(nearestTo(input).reduce(strings.eitherOr)) : '';
}

/** The nearest valid values, one or two. */
function nearestTo(input: HTMLInputElement): string[] {
  const { value } = input;
  const steps = ([-1, 1] as const).map((by) => {
    input.value = value;
    step(input, by);
    return input.validity.stepMismatch ? [] : [input.value];
  });
  // Where no step up is valid, Chromium steps down.
  return [...new Set(steps.flat())];
}
