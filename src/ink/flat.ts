import { InkError } from './ink-error.js';
import type { Point } from './types.js';

/**
 * A drawing from strokes written as x, y, x, y, …, y downwards: the form of stroke files.
 *
 * @throws InkError `ink-invalid-drawing` when a stroke has an odd number of values.
 */
export function strokesFromFlat(flat: readonly (readonly number[])[]): Point[][] {
  return flat.map((values, index) => {
    if (values.length % 2 !== 0) {
      throw new InkError(
        'ink-invalid-drawing',
        `stroke ${index} (counted from 0) has ${values.length} values; x and y come in pairs.`,
      );
    }
    return Array.from({ length: values.length / 2 }, (_, i) => ({
      x: values[2 * i]!,
      y: values[2 * i + 1]!,
    }));
  });
}
