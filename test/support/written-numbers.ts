import type { Point } from '../../src/ink/drawing.js';
import { DRAWINGS } from './drawings.js';

/**
 * The digits of a text side by side, in one of the two hands of {@link DRAWINGS}; `-`, `.` and `,` too.
 * A digit is about 75 high, and 100 apart from the next.
 *
 * @param apart from the left of one digit's square to that of the next
 */
export function writeNumber(text: string, apart = 70, hand = 0): Point[][] {
  return [...text].flatMap((character, index) => charactersAt(character, index * apart, hand));
}

function charactersAt(character: string, left: number, hand: number): Point[][] {
  if (character === '-') return [line([left + 30, 50], [left + 62, 48])];
  if (character === '.') return [line([left + 48, 86], [left + 50, 88])];
  if (character === ',') return [line([left + 52, 84], [left + 46, 102])];
  const digits = DRAWINGS.filter(({ digit }) => String(digit) === character);
  const { strokes } = digits[Math.min(hand, digits.length - 1)]!;
  return strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: x + left, y })));
}

/** A straight stroke. */
export function line(from: readonly [number, number], to: readonly [number, number]): Point[] {
  return Array.from({ length: 6 }, (_, step) => ({
    x: from[0] + ((to[0] - from[0]) * step) / 5,
    y: from[1] + ((to[1] - from[1]) * step) / 5,
  }));
}
