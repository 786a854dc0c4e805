/** A number on the surface: a sequence of digits, each written or typed. Pure, no DOM. */
import { drawingExtent, type Drawing, type Extent, type Stroke } from '../ink/index.js';
import type { NumberDigit, NumberOptions, NumberResult, Recognizer } from '../recognizer/index.js';
import { layOutText, TYPE, type DrawingStore, type PinnedDigit } from './history.js';

/** The state of a drawing of a number. */
export type Written = Pick<DrawingStore, 'strokes' | 'pins' | 'frame'>;

/** A digit as it stands on the surface. */
export interface Digit extends Omit<NumberDigit, 'strokes'> {
  /** Empty if it was typed. */
  readonly strokes: Drawing;
}

/** Above this confidence no other number is offered. */
export const CERTAIN = 0.9;
/** Maximum number of other numbers offered. */
const MAX_ALTERNATIVES = 3;
/** A less likely number is not an alternative. */
const MIN_PROBABILITY = 0.02;
/** Room for a digit that is to be written between two. */
const INSERTED = 0.8;
/** Room at the right of the number, and how much there is once the surface becomes wider. */
const MIN_ROOM = 0.7;
const ROOM = 1.2;

/** The unit of typed digits. A surface without a drawing has no frame yet. */
export function heightOf({ frame }: Pick<Written, 'frame'>): number {
  return frame.height || 1;
}

/** The digits that the user gave. */
function givenDigits(written: Written): Digit[] {
  const height = heightOf(written);
  return written.pins.groups.flatMap(({ strokes, text, x = 0 }) => {
    if (text === undefined) return [];
    const box = drawingExtent(strokes) ?? {
      left: x * height,
      top: TYPE.top * height,
      right: (x + TYPE.width) * height,
      bottom: TYPE.bottom * height,
    };
    return { text, confidence: 1, strokes, box, alternatives: [] };
  });
}

/**
 * The digits as they stand, from left to right.
 *
 * @param result of the drawing as it is; null if it was not read.
 * @returns null if there is ink that was not read, and the user did not say what it is.
 */
export function digitsOf(
  written: Written,
  result: Pick<NumberResult, 'digits'> | null,
): Digit[] | null {
  const { strokes } = written;
  if (result !== null)
    return result.digits.map((digit) => ({
      ...digit,
      strokes: digit.strokes.map((index) => strokes[index]!),
    }));
  const given = givenDigits(written);
  return strokes.every((stroke) => given.some((digit) => digit.strokes.includes(stroke)))
    ? given
    : null;
}

/** A result with what the user gave: digits that stand there as type, and strokes that are known. */
export function withGiven(result: NumberResult, written: Written): NumberResult {
  const given = givenDigits(written);
  if (given.length === 0 || result.value === '') return result;
  const read = digitsOf(written, result)!;
  const digits = read.map((digit) => {
    const known = given.find(({ strokes }) => isSame(strokes, digit.strokes));
    return known ? { ...digit, text: known.text } : digit;
  });
  for (const digit of given.filter(({ strokes }) => strokes.length === 0)) {
    const next = digits.findIndex((other) => centerOf(other) > centerOf(digit));
    digits.splice(next === -1 ? digits.length : next, 0, digit);
  }
  const spell = (value: string) =>
    digits.map((digit) => value[read.indexOf(digit)] ?? digit.text).join('');
  // Readings that differ in what the user gave are the same number.
  const value = spell(result.value);
  const confidences = new Map([[value, result.confidence]]);
  for (const other of result.alternatives) {
    if (other.value.length !== read.length) continue;
    const spelled = spell(other.value);
    confidences.set(spelled, (confidences.get(spelled) ?? 0) + other.confidence);
  }
  return Object.freeze({
    ...result,
    value,
    confidence: Math.min(1, confidences.get(value)!),
    digits: digits.map((digit) => ({ ...digit, strokes: indicesOf(digit.strokes, written) })),
    alternatives: [...confidences]
      .slice(1)
      .map(([value, confidence]) => ({ value, confidence }))
      .sort((a, b) => b.confidence - a.confidence),
  });
}

function indicesOf(own: Drawing, { strokes }: Written): number[] {
  return own.map((stroke) => strokes.indexOf(stroke));
}

/**
 * Reads what is written, amid the digits that the user gave.
 *
 * @internal
 */
export async function readNumber(
  recognizer: Recognizer,
  written: Written,
  options: NumberOptions & { readonly maxLength: number },
): Promise<NumberResult | null> {
  const { maxLength, ...others } = options;
  const { strokes, pins } = written;
  let given = 0;
  const groups = pins.groups.flatMap(({ strokes: own, text }) => {
    // The recognizer takes each group for one digit.
    if (text !== undefined) given += countDigits(text) - Math.min(1, own.length);
    if (own.length === 0) return [];
    const known = text && { text: /^\d/.test(text) ? text[0]! : '1' };
    return [{ strokes: indicesOf(own, written), ...known }];
  });
  const read = async (min: number, max: number): Promise<NumberResult | null> => {
    const result = await recognizer.recognizeNumber(strokes, {
      ...others,
      groups,
      apart: pins.apart.map((own) => indicesOf(own, written)),
      ...(min > 0 && { minLength: Math.max(1, min - given) }),
      ...(max > 0 && { maxLength: Math.max(1, max - given) }),
    });
    return result && withGiven(result, written);
  };
  // As it is written: half a code would get its other digits from parts of those that are there, and one too long
  // would be valid with two of its digits read as one. Only what is in doubt is read as not too long.
  let result = await read(0, 0);
  if (result === null) return null;
  const isTooLong = maxLength > 0 && countDigits(result.value) > maxLength;
  if (isTooLong && result.confidence < CERTAIN) result = (await read(0, maxLength))!;
  const readings: NumberResult[] = [];
  for (const value of offeredBy(result)) {
    const count = countDigits(value);
    // With so many digits its strokes are grouped otherwise.
    if (value.length !== result.digits.length) readings.push((await read(count, count))!);
  }
  otherReadings.set(result, readings);
  return result;
}

/** Of results, those with more or fewer digits that they offer. */
const otherReadings = new WeakMap<NumberResult, readonly NumberResult[]>();

/** The reading that gives a number that a result offers. */
export function readingOf(result: NumberResult, value: string): NumberResult {
  return otherReadings.get(result)?.find((other) => other.value === value) ?? result;
}

/** Other likely numbers, when in doubt. */
export function offeredBy({ confidence, alternatives }: NumberResult): string[] {
  if (confidence >= CERTAIN) return [];
  return alternatives
    .filter((other) => other.confidence >= MIN_PROBABILITY)
    .slice(0, MAX_ALTERNATIVES)
    .map(({ value }) => value);
}

export function textOf(digits: readonly Pick<Digit, 'text'>[]): string {
  return digits.map(({ text }) => text).join('');
}

function countDigits(text: string): number {
  return text.replace(/\D/g, '').length;
}

/** Whether both have the same members. */
export function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

function centerOf({ box: { left, right } }: Digit): number {
  return (left + right) / 2;
}

/** A part of the number: digits that stay, with their box, or new ones, which get a place. */
interface Part extends Pick<Digit, 'text' | 'strokes'> {
  readonly box?: Extent;
  /** Room in place of a new one, in heights. */
  readonly room?: number;
}

/**
 * Takes over what the user made of the text that was shown. Digits that are deleted lose their strokes; new
 * ones stand as type at their place, where the others make room. Ink that was not read is what was typed.
 *
 * @param digits that the text was shown for; null if there is ink that was not read.
 * @param caret in the new text: nothing after it is new.
 * @param isCorrection a digit in place of one other says what that one is, which keeps its strokes.
 * @returns whether that changed anything.
 * @internal
 */
export function takeText(
  store: DrawingStore,
  digits: readonly Digit[] | null,
  shown: string,
  text: string,
  caret = 0,
  isCorrection = true,
): boolean {
  if (text === shown) return false;
  if (text === '') return store.clear();
  const symbols = joinShared(digits ?? []).flatMap((digit) =>
    [...digit.text].map((symbol) => ({ symbol, digit })),
  );
  if (digits === null || textOf(digits) !== shown) {
    const { strokes } = store;
    const box = drawingExtent(strokes);
    return give(store, [{ text, strokes, ...(box && { box }) }]);
  }
  const { start, last, added } = editOf(shown, text, caret);
  const isSwap = isCorrection && /^\d \d$/.test(`${shown.slice(start, last)} ${added}`);
  const before = symbols[isSwap ? start : start - 1]?.digit;
  const own = isSwap || before === symbols[last]?.digit ? before : undefined;
  const parts = new Map<object, Part>();
  for (const { symbol, digit } of [
    ...symbols.slice(0, start),
    ...[...added].map((symbol) => ({ symbol, digit: own ?? { strokes: [] } })),
    ...symbols.slice(last),
  ]) {
    const so = parts.get(digit)?.text ?? '';
    parts.set(digit, { ...digit, text: so + symbol });
  }
  return give(store, [...parts.values()]);
}

/** What was edited: `added` stands in place of what was between `start` and `last`. */
function editOf(shown: string, text: string, caret: number) {
  let [start, end] = [0, 0];
  while (end < text.length - caret && text.at(-1 - end) === shown.at(-1 - end)) end++;
  while (start < Math.min(text.length, shown.length) - end && text[start] === shown[start]) start++;
  return { start, last: shown.length - end, added: text.slice(start, text.length - end) };
}

/**
 * A text that was made of an earlier one, made of what that has become meanwhile: at its end where it was
 * there, for what is written later is mostly the end.
 *
 * @param caret in the new text.
 */
export function typedInto(now: string, earlier: string, text: string, caret: number): string {
  if (now === earlier || now === '' || text === '') return text;
  const { start, last, added } = editOf(earlier, text, caret);
  const removed = last - start;
  const isAtEnd = last === earlier.length && (removed === 0 || added === '');
  const at = isAtEnd && !added.startsWith('-') ? Math.max(0, now.length - removed) : start;
  return now.slice(0, at) + added + now.slice(at + removed);
}

/**
 * The user says which number it is.
 *
 * @param digits of a reading of it, or of as many digits.
 * @internal
 */
export function takeNumber(store: DrawingStore, digits: readonly Digit[], value: string): boolean {
  let at = 0;
  const parts = joinShared(digits).map((digit) => ({
    ...digit,
    text: value.slice(at, (at += digit.text.length)),
  }));
  return at === value.length ? give(store, parts) : takeText(store, null, '', value);
}

/**
 * Makes room for another digit before one, to write it there.
 *
 * @internal
 */
export function makeRoomBefore(
  store: DrawingStore,
  digits: readonly Digit[],
  before: Digit,
): boolean {
  const parts: Part[] = joinShared(digits);
  const at = parts.findIndex((part) => part === before || areJoined(part, before));
  parts.splice(at, 0, { text: '', strokes: [], room: INSERTED });
  return give(store, parts);
}

/** Digits that share a stroke are one part, which cannot be taken apart. */
function joinShared(digits: readonly Digit[]): Digit[] {
  const joined: Digit[] = [];
  for (const digit of digits) {
    const last = joined.at(-1);
    if (last && areJoined(last, digit)) {
      const strokes = [...new Set([...last.strokes, ...digit.strokes])];
      const box = drawingExtent(strokes)!;
      joined.splice(-1, 1, { ...last, text: last.text + digit.text, strokes, box });
    } else joined.push(digit);
  }
  return joined;
}

export function areJoined(one: Pick<Digit, 'strokes'>, other: Pick<Digit, 'strokes'>): boolean {
  return one.strokes.some((stroke) => other.strokes.includes(stroke));
}

/**
 * The number is known in all its parts: one step of the history, which needs no reading. Parts that were
 * there stay where they are, or move to the right for new ones.
 */
function give(store: DrawingStore, given: readonly Part[]): boolean {
  const override = textOf(given);
  if (given.every(({ strokes }) => strokes.length === 0))
    return store.revise({
      strokes: [],
      pins: { groups: layOutText(override), apart: [] },
      override,
    });
  const height = heightOf(store);
  const parts = given.flatMap((part): Part | Part[] =>
    part.box || part.room ? part : [...part.text].map((text) => ({ text, strokes: [] })),
  );
  const moved = new Map<Stroke, Stroke>();
  const groups: PinnedDigit[] = [];
  let [edge, shift, isAfterNew] = [TYPE.start - TYPE.gap, 0, false];
  for (const { text, strokes, box, room } of parts) {
    let x = edge + TYPE.gap;
    let width = room ?? TYPE.width;
    if (box) {
      const left = box.left / height;
      if (isAfterNew) shift = Math.max(shift, x - left);
      x = left + shift;
      width = (box.right - box.left) / height;
    }
    [edge, isAfterNew] = [x + width, !box];
    const by = shift * height;
    for (const stroke of strokes)
      moved.set(stroke, by > 0 ? stroke.map((point) => ({ ...point, x: point.x + by })) : stroke);
    const own = strokes.map((stroke) => moved.get(stroke)!);
    if (!room) groups.push({ strokes: own, text, ...(own.length === 0 && { x }) });
  }
  const kept = store.strokes.filter((stroke) => moved.has(stroke));
  const strokes = kept.map((stroke) => moved.get(stroke)!);
  const apart = store.pins.apart.map((all) => all.map((stroke) => moved.get(stroke) ?? stroke));
  const pins = { groups, apart };
  const { frame } = store;
  const width = Math.max(frame.width, rightOf({ strokes, pins, frame }) + ROOM * height);
  return store.revise({ strokes, pins, frame: { ...frame, width }, override });
}

/** Where the number ends, in the unit of its frame. */
export function rightOf(written: Written): number {
  const typed = written.pins.groups.flatMap(({ x }) =>
    x === undefined ? [] : (x + TYPE.width) * heightOf(written),
  );
  return Math.max(drawingExtent(written.strokes)?.right ?? 0, ...typed);
}

/**
 * Makes the surface wider once there is too little room for another digit.
 *
 * @internal
 */
export function makeRoom(store: DrawingStore): void {
  const { height, width } = store.frame;
  const right = rightOf(store);
  if (width - right < MIN_ROOM * height) store.widen(right + ROOM * height);
}

/**
 * Width of the surface by its height, where the number needs it; 0 for none.
 *
 * @internal
 */
export function aspectOf(store: DrawingStore): number {
  if (store.isBlank) return 0;
  const { width, height } = store.frame;
  return store.isEmpty || height === 0 ? rightOf(store) / heightOf(store) + ROOM : width / height;
}
