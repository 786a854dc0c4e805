import { BOUNDS } from '../bounds.js';
import { isIntegerWithin } from '../fields.js';
import type { Padding } from '../plan.js';
import type { Layer } from './layer.js';

export type Pair = readonly [height: number, width: number];

/** Largest height or width of a window, stride or dilation. */
const MOST = 1024;

/** An option that is one whole number from 1, or one for the height and one for the width. */
export function readPair(layer: Layer, key: string, fallback?: Pair): Pair {
  const value = layer.options.get(key) ?? fallback;
  const [height, width, more]: unknown[] = Array.isArray(value) ? value : [value, value];
  const fits = isIntegerWithin(height, 1, MOST) && isIntegerWithin(width, 1, MOST);
  if (!fits || more !== undefined) {
    throw layer.options.mismatch(key, `one or two whole numbers from 1 to ${MOST}`);
  }
  return [height, width];
}

/** `filters` or `units`. */
export function readCount(layer: Layer, key: string, fallback?: number): number {
  return layer.options.integer(key, { min: 1, max: BOUNDS.size }, fallback);
}

export interface Placement {
  readonly padding: Padding;
  /** Height and width of the result. */
  readonly size: Pair;
}

/**
 * Padding and result of a window that moves over an image, by TensorFlow's rules
 * (https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2): with `same`, what cannot be
 * shared out evenly goes to the bottom and the right.
 */
export function placeWindow(
  layer: Layer,
  image: Pair,
  window: Pair,
  strides: Pair,
  dilations: Pair = [1, 1],
): Placement {
  const mode = layer.options.choice('padding', ['valid', 'same'], 'valid');
  const place = (axis: 0 | 1) => {
    const extent = (window[axis] - 1) * dilations[axis] + 1;
    if (mode === 'valid') {
      const size = Math.floor((image[axis] - extent) / strides[axis]) + 1;
      return { size, before: 0, after: 0 };
    }
    const size = Math.ceil(image[axis] / strides[axis]);
    const total = Math.max((size - 1) * strides[axis] + extent - image[axis], 0);
    const before = Math.floor(total / 2);
    return { size, before, after: total - before };
  };
  const [rows, columns] = [place(0), place(1)];
  if (rows.size < 1 || columns.size < 1) {
    throw layer.options.error(
      `its window of ${window.join('×')} does not fit an image of ${image.join('×')}`,
      'shape-mismatch',
    );
  }
  return {
    padding: {
      top: rows.before,
      bottom: rows.after,
      left: columns.before,
      right: columns.after,
    },
    size: [rows.size, columns.size],
  };
}
