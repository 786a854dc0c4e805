import type { PinnedDigit } from './history.js';

/**
 * A digit of type on the surface of a number, in heights of it: where the first one stands, the width, what is
 * left free beside it, and its top and bottom.
 */
export const TYPE = { start: 0.2, width: 0.36, gap: 0.1, top: 0.28, bottom: 0.78 };

/** The digits of a text that was typed alone. */
export function layOutText(text: string): PinnedDigit<never>[] {
  const step = TYPE.width + TYPE.gap;
  return [...text].map((digit, i) => ({ strokes: [], text: digit, x: TYPE.start + i * step }));
}
