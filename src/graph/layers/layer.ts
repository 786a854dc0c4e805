import { BOUNDS, isIntegerWithin, type Fields } from '../check.js';
import type { DescriptorError } from '../errors.js';
import { showShape, type DraftBuilder, type Tensor } from '../compile.js';
import type { Activation, Padding } from '../plan.js';

/** What an option or a layer applies to its result; softmax is no function of one number. */
export type Applied = Activation | { readonly kind: 'softmax' };

/** A call of a layer as its lowering sees it. */
export interface Layer {
  readonly name: string;
  /** Version of Keras whose defaults hold. */
  readonly kerasMajor: number;
  /** Its configuration. */
  readonly options: Fields;
  /**
   * One of its tensors, checked for its shape.
   *
   * @param parameters the names it goes by
   * @throws DescriptorError `weights-missing`, `weights-duplicate`, `weights-shape`
   */
  weight(parameters: string | readonly string[], shape: readonly number[]): Float32Array;
  /**
   * What the value of an option names.
   *
   * @throws DescriptorError `layer-unsupported`, `layer-invalid`
   */
  applied(value: unknown): Applied;
}

/** Turns a layer of one input into operations. */
export type Lowering = (layer: Layer, input: Tensor, draft: DraftBuilder) => Tensor;

/** Turns a layer of several inputs into operations. */
export type MergeLowering = (
  layer: Layer,
  inputs: readonly Tensor[],
  draft: DraftBuilder,
) => Tensor;

export function shapeMismatch(layer: Layer, found: Tensor, needed: string): DescriptorError {
  return layer.options.error(
    `its input is ${showShape(found.dims)} where ${needed} is needed`,
    'shape-mismatch',
  );
}

/** The input of a layer that works on images. */
export function imageDims(layer: Layer, input: Tensor): readonly [number, number, number] {
  const [height, width, channels, more] = input.dims;
  if (channels === undefined || more !== undefined || !height || !width) {
    throw shapeMismatch(layer, input, 'height×width×channels');
  }
  return [height, width, channels];
}

/** Whether an `axis`, counted with the batch in front or from the end, is the last one. */
export function isLastAxis(axis: unknown, input: Tensor): boolean {
  const [only, ...more] = Array.isArray(axis) ? (axis as unknown[]) : [axis];
  return more.length === 0 && (only === -1 || only === input.dims.length);
}

/** @throws DescriptorError `layer-unsupported` */
export function refuseChannelsFirst(layer: Layer): void {
  if (layer.options.choice('data_format', FORMATS, 'channels_last') === 'channels_first') {
    throw layer.options.error(
      'data_format is channels_first; convert the network to channels_last',
      'layer-unsupported',
    );
  }
}

const FORMATS = ['channels_last', 'channels_first'] as const;

export type Pair = readonly [height: number, width: number];

/** Largest height or width of a window, stride or dilation. */
const MAX_WINDOW = 1024;

/** An option that is one whole number from 1, or one for the height and one for the width. */
export function readPair(layer: Layer, key: string, fallback?: Pair): Pair {
  const value = layer.options.get(key) ?? fallback;
  const [height, width, more]: unknown[] = Array.isArray(value) ? value : [value, value];
  const fits = isIntegerWithin(height, 1, MAX_WINDOW) && isIntegerWithin(width, 1, MAX_WINDOW);
  if (!fits || more !== undefined) {
    throw layer.options.mismatch(key, `one or two whole numbers from 1 to ${MAX_WINDOW}`);
  }
  return [height, width];
}

/** `filters` or `units`. */
export function readCount(layer: Layer, key: string, fallback?: number): number {
  return layer.options.integer(key, { min: 1, max: BOUNDS.size }, fallback);
}

export interface Window {
  readonly window: Pair;
  readonly strides: Pair;
  readonly dilations?: Pair;
}

interface Placement {
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
  { window, strides, dilations = [1, 1] }: Window,
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
