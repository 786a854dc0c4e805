/** A number on the surface: a sequence of digits, each written or typed. Pure, no DOM. */
import { drawingExtent, type Stroke } from '../ink/index.js';
import type { NumberDigit, NumberOptions, NumberResult, Recognizer } from '../recognizer/index.js';
import { TYPE, type DrawingStore, type PinnedDigit } from './history.js';

/** The state of a drawing of a number. */
export type Written = Pick<DrawingStore, 'strokes' | 'pins' | 'frame'>;

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

function toDigit({ strokes: own, text, x = 0 }: PinnedDigit, written: Written): NumberDigit {
  const height = heightOf(written);
  const box = drawingExtent(own) ?? {
    left: x * height,
    top: TYPE.top * height,
    right: (x + TYPE.width) * height,
    bottom: TYPE.bottom * height,
  };
  const strokes = own.map((stroke) => written.strokes.indexOf(stroke));
  return { text: text!, confidence: 1, strokes, box, alternatives: [] };
}

/**
 * The digits as they stand, from left to right.
 *
 * @param result of the drawing as it is; null if it was not read.
 * @returns null if there is ink that was not read, and the user did not say what it is.
 */
export function digitsOf(
  written: Written,
  result: NumberResult | null,
): readonly NumberDigit[] | null {
  if (result !== null) return result.digits;
  const { strokes, pins } = written;
  const given = pins.groups.filter(({ text }) => text !== undefined);
  const isGiven = (stroke: Stroke) => given.some((group) => group.strokes.includes(stroke));
  if (!strokes.every(isGiven)) return null;
  return given.map((group) => toDigit(group, written));
}

/** A result with what the user gave: digits that stand there as type, and strokes that are known. */
export function withGiven(result: NumberResult, written: Written): NumberResult {
  const given = written.pins.groups
    .filter(({ text }) => text !== undefined)
    .map((group) => toDigit(group, written));
  if (given.length === 0 || result.value === '') return result;
  const places = result.digits.map((digit, at) => {
    const known = given.find(({ strokes }) => strokes.length > 0 && isSame(strokes, digit.strokes));
    return known ? { digit: { ...digit, text: known.text }, at: -1 } : { digit, at };
  });
  for (const digit of given.filter(({ strokes }) => strokes.length === 0)) {
    const next = places.findIndex((place) => centerOf(place.digit) > centerOf(digit));
    places.splice(next === -1 ? places.length : next, 0, { digit, at: -1 });
  }
  const spell = (read: string) =>
    places.map(({ digit, at }) => (at === -1 ? digit.text : read[at]!)).join('');
  return Object.freeze({
    ...result,
    value: places.map(({ digit }) => digit.text).join(''),
    digits: places.map(({ digit }) => digit),
    alternatives: result.alternatives
      .filter(({ value }) => value.length === result.digits.length)
      .map((other) => ({ ...other, value: spell(other.value) })),
  });
}

/**
 * Reads what is written, amid the digits that the user gave.
 *
 * @internal
 */
export async function readNumber(
  recognizer: Recognizer,
  written: Written,
  options: NumberOptions & { readonly minLength: number; readonly maxLength: number },
): Promise<NumberResult | null> {
  const { minLength, maxLength, ...others } = options;
  const { strokes, pins } = written;
  const indices = (own: readonly Stroke[]) => own.map((stroke) => strokes.indexOf(stroke));
  let given = 0;
  const groups = pins.groups.flatMap(({ strokes: own, text }) => {
    // The recognizer takes each group for one digit.
    if (text !== undefined) given += countDigits(text) - Math.min(1, own.length);
    if (own.length === 0) return [];
    const known = text && { text: /^\d/.test(text) ? text[0]! : '1' };
    return [{ strokes: indices(own), ...known }];
  });
  const read = async (min: number, max: number): Promise<NumberResult | null> => {
    const result = await recognizer.recognizeNumber(strokes, {
      ...others,
      groups,
      apart: pins.apart.map(indices),
      ...(min > 0 && { minLength: Math.max(1, min - given) }),
      ...(max > 0 && { maxLength: Math.max(1, max - given) }),
    });
    return result && withGiven(result, written);
  };
  const result = await read(minLength, maxLength);
  if (result === null) return null;
  const own = new Map<string, readonly NumberDigit[]>();
  for (const value of offeredBy(result)) {
    if (value.length === result.digits.length) continue;
    // With so many digits its strokes are grouped otherwise.
    const other = await read(countDigits(value), countDigits(value));
    if (other?.value === value) own.set(value, other.digits);
  }
  otherDigits.set(result, own);
  return result;
}

/** Of results, the digits of those numbers offered that have more or fewer. */
const otherDigits = new WeakMap<NumberResult, ReadonlyMap<string, readonly NumberDigit[]>>();

/** The digits of a number that a result offers. */
export function digitsOfOffered(result: NumberResult, value: string): readonly NumberDigit[] {
  return otherDigits.get(result)?.get(value) ?? result.digits;
}

/** Other likely numbers, when in doubt. */
export function offeredBy({ confidence, alternatives }: NumberResult): string[] {
  if (confidence >= CERTAIN) return [];
  return alternatives
    .filter((other) => other.confidence >= MIN_PROBABILITY)
    .slice(0, MAX_ALTERNATIVES)
    .map(({ value }) => value);
}

function countDigits(text: string): number {
  return text.replace(/\D/g, '').length;
}

/** Whether both have the same members. */
export function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

function centerOf({ box: { left, right } }: NumberDigit): number {
  return (left + right) / 2;
}

/** A part of the number that stays, or is new and gets a place. */
interface Part {
  text: string;
  /** The digit that was there. */
  readonly digit: NumberDigit | null;
  /** Room that a new one takes, in heights. */
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
  digits: readonly NumberDigit[] | null,
  shown: string,
  text: string,
  caret = 0,
  isCorrection = true,
): boolean {
  if (text === shown) return false;
  if (text === '') return store.clear();
  const known = joinShared(store, digits ?? []);
  if (digits === null || known.map((digit) => digit.text).join('') !== shown) {
    if (store.isEmpty) return give(store, [{ text, digit: null }]);
    const strokes = [...store.strokes.keys()];
    const box = drawingExtent(store.strokes)!;
    return give(store, [{ text, digit: { text, strokes, box, confidence: 1, alternatives: [] } }]);
  }
  const symbols = known.flatMap((digit) => [...digit.text].map((symbol) => ({ symbol, digit })));
  let [start, end] = [0, 0];
  while (end < text.length - caret && text.at(-1 - end) === shown.at(-1 - end)) end++;
  while (start < Math.min(text.length, shown.length) - end && text[start] === shown[start]) start++;
  const removed = symbols.slice(start, symbols.length - end);
  const added = text.slice(start, text.length - end);
  const isSwap = isCorrection && removed.length === 1 && /^\d\d$/.test(removed[0]!.symbol + added);
  const [before, after] = [symbols[start - 1]?.digit, symbols[symbols.length - end]?.digit];
  const own = isSwap ? removed[0]!.digit : before === after ? before : undefined;
  const parts: Part[] = [];
  for (const { symbol, digit } of [
    ...symbols.slice(0, start),
    ...[...added].map((symbol) => ({ symbol, digit: own ?? null })),
    ...symbols.slice(symbols.length - end),
  ]) {
    const last = parts.at(-1);
    if (last && digit !== null && last.digit === digit) last.text += symbol;
    else parts.push({ text: symbol, digit });
  }
  return give(store, parts);
}

/**
 * The user says which number it is.
 *
 * @param digits of a reading of it, or of as many digits.
 * @internal
 */
export function takeNumber(
  store: DrawingStore,
  digits: readonly NumberDigit[],
  value: string,
): boolean {
  const parts: Part[] = [];
  let at = 0;
  for (const digit of joinShared(store, digits))
    parts.push({ text: value.slice(at, (at += digit.text.length)), digit });
  return at === value.length ? give(store, parts) : takeText(store, null, '', value);
}

/**
 * Makes room for another digit before one, to write it there.
 *
 * @internal
 */
export function makeRoomBefore(
  store: DrawingStore,
  digits: readonly NumberDigit[],
  before: NumberDigit,
): boolean {
  const parts = joinShared(store, digits).map((digit): Part => ({ text: digit.text, digit }));
  const at = parts.findIndex(({ digit }) => digit === before || hasStrokeOf(before, digit));
  parts.splice(at, 0, { text: '', digit: null, room: INSERTED });
  return give(store, parts);
}

/** Digits that share a stroke are one part, which cannot be taken apart. */
function joinShared(
  { strokes: drawn }: DrawingStore,
  digits: readonly NumberDigit[],
): NumberDigit[] {
  const joined: NumberDigit[] = [];
  for (const digit of digits) {
    const last = joined.at(-1);
    if (!last || !hasStrokeOf(digit, last)) joined.push(digit);
    else {
      const strokes = [...new Set([...last.strokes, ...digit.strokes])];
      const box = drawingExtent(strokes.map((index) => drawn[index]!))!;
      joined[joined.length - 1] = { ...last, text: last.text + digit.text, strokes, box };
    }
  }
  return joined;
}

function hasStrokeOf(one: NumberDigit, other: NumberDigit | null): boolean {
  return one.strokes.some((index) => other?.strokes.includes(index));
}

/**
 * The number is known in all its parts: one step of the history, which needs no reading. Parts that were
 * there stay where they are, or move to the right for new ones.
 */
function give(store: DrawingStore, given: readonly Part[]): boolean {
  const height = heightOf(store);
  const isTyped = !given.some(({ digit }) => digit?.strokes.length);
  const parts = given.flatMap((part): Part[] =>
    !isTyped && (part.digit || part.room)
      ? [part]
      : [...part.text].map((symbol) => ({ text: symbol, digit: null })),
  );
  const moved = new Map<Stroke, Stroke>();
  const groups: PinnedDigit[] = [];
  let [edge, shift, isAfterNew] = [TYPE.start - TYPE.gap, 0, false];
  for (const { text, digit, room } of parts) {
    let x = edge + TYPE.gap;
    let width = room ?? TYPE.width;
    if (digit) {
      const own = digit.box.left / height + shift;
      if (isAfterNew) shift += Math.max(0, x - own);
      x = digit.box.left / height + shift;
      width = (digit.box.right - digit.box.left) / height;
    }
    [edge, isAfterNew] = [x + width, !digit];
    const by = shift * height;
    const strokes = digit?.strokes.map((index) => store.strokes[index]!) ?? [];
    for (const stroke of strokes)
      moved.set(stroke, by > 0 ? stroke.map((point) => ({ ...point, x: point.x + by })) : stroke);
    const own = strokes.map((stroke) => moved.get(stroke)!);
    if (!room) groups.push({ strokes: own, text, ...(own.length === 0 && { x }) });
  }
  const kept = store.strokes.filter((stroke) => moved.has(stroke));
  const strokes = kept.map((stroke) => moved.get(stroke)!);
  const apart = store.pins.apart.map((all) => all.map((stroke) => moved.get(stroke) ?? stroke));
  const pins = { groups, apart };
  const right = rightOf({ strokes, pins, frame: store.frame });
  const width = isTyped ? store.frame.width : Math.max(store.frame.width, right + ROOM * height);
  const override = groups.map(({ text }) => text).join('');
  return store.revise({ strokes, pins, frame: { ...store.frame, width }, override });
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
