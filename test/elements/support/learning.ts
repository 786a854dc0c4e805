/** What tests of learning have in common. */
import type { Point } from '../../../src/ink/index.js';
import { DRAWINGS } from '../../support/drawings.js';
import { eventAfter, press, read, surfaceOf, type Field } from './page.js';

export const ZERO = DRAWINGS.find(({ digit }) => digit === 0)!.strokes;

/** The same drawing, as a hand would write it again. */
export function again(strokes: readonly Point[][]): Point[][] {
  return strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: 1.05 * x + 0.05 * y, y })));
}

export async function correct(field: Field, digit: string): Promise<CustomEvent> {
  surfaceOf(field).focus();
  return eventAfter(field, 'digit-learned', () => press(digit));
}

export async function digitOf(field: Field, strokes: Point[][]): Promise<number | null> {
  return (await read(field, strokes)).digit;
}
