/** What strokes and corrections mean for a drawing of a number. Pure, no DOM. */
import { drawingExtent, isTooSmall, type Drawing, type Extent, type Stroke } from '../ink/index.js';
import type { NumberResult } from '../recognizer/index.js';
import type { PinnedDigit, Pins, Revision } from './history.js';
import {
  areJoined,
  type Digit,
  digitsOf,
  heightOf,
  isSame,
  textOf,
  type Written,
} from './number-digits.js';
import { MIN_PAUSE } from './overwriting.js';

/** A zigzag turns at least so often and is so many times as long as the diagonal of its box. */
const MIN_TURNS = 4;
const MIN_LENGTH = 3;
/** Writing over covers this fraction of the digit, and is covered by it to the other. */
const MIN_COVER = 0.6;
const MIN_COVERED = 0.5;
/** From this fraction of a digit's height on, down, a dot may be a decimal point. */
const MIN_POINT = 0.75;

/**
 * @param result of `read`, which is what is written or, once that goes on, its first strokes.
 * @returns what the stroke changes; the index of the digit that it is a tap on; null if it is to be drawn.
 */
export function gestureOf(
  written: Written,
  stroke: Stroke,
  result: NumberResult | null,
  read: Drawing | null = written.strokes,
  mayHavePoint = false,
): Revision | number | null {
  const { strokes, pins, frame } = written;
  // The strokes of a digit that was begun since are one with this.
  let digits: Digit[] | null = null;
  let known = strokes.length + 1;
  while (digits === null) {
    const first = strokes.slice(0, --known);
    digits = digitsOf({ strokes: first, pins, frame }, isSame(first, read ?? []) ? result : null);
  }
  const own = [...strokes.slice(known), stroke];
  const box = drawingExtent(own);
  if (box === null) return null;
  if (own.length === 1 && isTooSmall(own, { frame })) {
    const isPoint = ({ top, bottom }: Extent) =>
      mayHavePoint && box.top > top + MIN_POINT * (bottom - top);
    const index = digits.findIndex((digit) => isInside(box, digit.box) && !isPoint(digit.box));
    return index === -1 ? null : index;
  }
  if (own.length === 1 && isZigzag(stroke, box)) {
    const hit = digits.filter((digit) => isInside(digit.box, box));
    return hit.length === 0 ? null : without(written, hit, digits);
  }
  const start = own[0]![0]?.t ?? Infinity;
  const isLate = (digit: Digit): boolean =>
    digit.strokes.every((other) => start - (other.at(-1)?.t ?? 0) >= MIN_PAUSE);
  const below = digits.find((digit) => covers(box, digit.box) && isLate(digit));
  if (below) {
    const left = without(written, [below], digits);
    return { ...left, strokes: [...left.strokes, stroke] };
  }
  if (own.length > 1) return null;
  const middle = (box.left + box.right) / 2;
  const next = digits.findIndex((digit) => digit.box.left > middle);
  const sides = next > 0 ? [digits[next - 1]!, digits[next]!] : [];
  if (sides.length === 0 || sides[0]!.box.right > middle || !sides.every(isLate)) return null;
  // What is written between two digits belongs to neither.
  const apart = sides.reduce((all, side) => {
    const isPinned = pins.groups.some((group) => isSame(group.strokes, side.strokes));
    const isAlone = digits.filter((digit) => areJoined(digit, side)).length === 1;
    return isPinned || !isAlone ? all : joined(all, side.strokes);
  }, pins);
  return { strokes: [...strokes, stroke], pins: apart };
}

/** The drawing without some of its digits. A stroke that another digit has, too, stays for that. */
export function without(
  written: Written,
  gone: readonly Digit[],
  digits: readonly Digit[],
): Required<Pick<Revision, 'strokes' | 'pins'>> {
  const kept = digits.filter((digit) => !gone.includes(digit));
  const isErased = (stroke: Stroke): boolean =>
    gone.some((digit) => digit.strokes.includes(stroke)) &&
    !kept.some((digit) => digit.strokes.includes(stroke));
  const groups = written.pins.groups.filter(
    (group) => !gone.some((digit) => isTyped(group, digit, written)),
  );
  let pins: Pins = { ...written.pins, groups };
  for (const { strokes } of kept.filter((digit) => gone.some((other) => areJoined(other, digit)))) {
    const sharing = kept.filter((digit) => areJoined(digit, { strokes }));
    pins = joined(pins, strokes, textOf(sharing));
  }
  return { strokes: written.strokes.filter((stroke) => !isErased(stroke)), pins };
}

/** The digit is another one. */
export function changed(
  written: Written,
  digit: Digit,
  text: string,
  digits: readonly Digit[],
): Pins {
  const { pins } = written;
  if (digit.strokes.length > 0) {
    const sharing = digits.filter((other) => areJoined(other, digit));
    const strokes = [...new Set(sharing.flatMap((other) => other.strokes))];
    return joined(pins, strokes, textOf(sharing.map((one) => (one === digit ? { text } : one))));
  }
  const groups = pins.groups.map((group) =>
    isTyped(group, digit, written) ? { ...group, text } : group,
  );
  return { ...pins, groups };
}

/** Whether a digit was typed, and where. */
function isTyped({ x }: PinnedDigit, { strokes, box }: Digit, written: Written): boolean {
  return strokes.length === 0 && x !== undefined && box.left === x * heightOf(written);
}

/** The strokes are one digit, of which the user may have said which. */
export function joined(pins: Pins, strokes: Drawing, text?: string): Pins {
  const isApart = (group: Drawing) => !group.some((stroke) => strokes.includes(stroke));
  return {
    groups: [
      ...pins.groups.filter((group) => isApart(group.strokes)),
      { strokes, ...(text !== undefined && { text }) },
    ],
    apart: pins.apart.filter((group) => !isSame(group, strokes)),
  };
}

/** The strokes are more than one digit. */
export function split(pins: Pins, strokes: Drawing): Pins {
  return {
    groups: pins.groups.filter((group) => !isSame(group.strokes, strokes)),
    apart: [...pins.apart, strokes],
  };
}

/** Whether the middle of a box is inside another. */
function isInside({ left, top, right, bottom }: Extent, box: Extent): boolean {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

function isZigzag(stroke: Stroke, box: Extent): boolean {
  const diagonal = Math.hypot(box.right - box.left, box.bottom - box.top);
  let length = 0;
  for (const [i, { x, y }] of stroke.entries()) {
    const { x: beforeX, y: beforeY } = stroke[i - 1] ?? { x, y };
    length += Math.hypot(x - beforeX, y - beforeY);
  }
  const turns = Math.max(
    countTurns(
      stroke.map(({ x }) => x),
      (box.right - box.left) / 3,
    ),
    countTurns(
      stroke.map(({ y }) => y),
      (box.bottom - box.top) / 3,
    ),
  );
  return turns >= MIN_TURNS && length >= MIN_LENGTH * diagonal;
}

/** How often a line turns back, by more than `reach`. */
function countTurns(values: readonly number[], reach: number): number {
  let [turns, direction, end] = [0, 0, values[0]!];
  for (const value of values) {
    const moved = value - end;
    if (direction !== 0 && moved * direction >= 0) end = value;
    else if (Math.abs(moved) > reach) {
      if (direction !== 0) turns++;
      [direction, end] = [Math.sign(moved), value];
    }
  }
  return turns;
}

function covers(box: Extent, below: Extent): boolean {
  const area = ({ left, top, right, bottom }: Extent): number => {
    const height = Math.max(0, bottom - top);
    // A one has hardly any width.
    return right < left ? 0 : Math.max(right - left, height / 5) * height;
  };
  const common = area({
    left: Math.max(box.left, below.left),
    top: Math.max(box.top, below.top),
    right: Math.min(box.right, below.right),
    bottom: Math.min(box.bottom, below.bottom),
  });
  return common >= MIN_COVER * area(below) && common >= MIN_COVERED * area(box);
}
