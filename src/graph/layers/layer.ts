import { BOUNDS, isIntegerWithin, showShape, type Fields } from '../check.js';
import type { DescriptorError } from '../errors.js';
import type { DraftBuilder, Tensor } from '../compile.js';
import type { Activation, Padding } from '../plan.js';

/** An activation or softmax, which is not a function of one number. */
export type Applied = Activation | { readonly kind: 'softmax' };

/** A call of a layer, for its lowering. */
export interface Layer {
  readonly name: string;
  /** Major version of Keras, which decides defaults. */
  readonly kerasMajor: number;
  /** The layer's configuration. */
  readonly options: Fields;
  /**
   * One of its tensors, with a checked shape.
   *
   * @param parameters possible names of the tensor
   * @throws DescriptorError `weights-missing`, `weights-duplicate`, `weights-shape`
   */
  weight(parameters: string | readonly string[], shape: readonly number[]): Float32Array;
  /**
   * Reads the activation in an option's value.
   *
   * @throws DescriptorError `layer-unsupported`, `layer-invalid`
   */
  applied(value: unknown): Applied;
}

/** Turns a layer with one input into operations. */
export type Lowering = (layer: Layer, input: Tensor, draft: DraftBuilder) => Tensor;

/** Turns a layer with several inputs into operations. */
export type MergeLowering = (
  layer: Layer,
  inputs: readonly Tensor[],
  draft: DraftBuilder,
) => Tensor;

export function shapeMismatch(layer: Layer, found: Tensor, needed: string): DescriptorError {
  return layer.options.error(
    `its input is ${showShape(found.dims)}; it must be ${needed}`,
    'shape-mismatch',
  );
}

/** Height, width and channels of an image. */
export function imageDims(layer: Layer, input: Tensor): readonly [number, number, number] {
  const [height, width, channels, more] = input.dims;
  if (channels === undefined || more !== undefined || !height || !width) {
    throw shapeMismatch(layer, input, 'height×width×channels');
  }
  return [height, width, channels];
}

/** Whether an `axis` is the last one, counted from the batch or from the end. */
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

/** Maximum height or width of a window, stride or dilation. */
const MAX_WINDOW = 1024;

/** Reads an option with one number for height and width, or one for each; from 1. */
export function readPair(layer: Layer, key: string, fallback?: Pair): Pair {
  const value = layer.options.get(key) ?? fallback;
  const [height, width, more]: unknown[] = Array.isArray(value) ? value : [value, value];
  const fits = isIntegerWithin(height, 1, MAX_WINDOW) && isIntegerWithin(width, 1, MAX_WINDOW);
  if (!fits || more !== undefined) {
    throw layer.options.mismatch(key, `one or two whole numbers from 1 to ${MAX_WINDOW}`);
  }
  return [height, width];
}

/** Reads `filters` or `units`. */
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
  /** Height and width of the output. */
  readonly size: Pair;
}

/**
 * Padding and output size of a window that moves over an image, by TensorFlow's rules
 * (https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2): with `same`, an odd pixel goes to
 * the bottom or the right.
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
      `its window of ${window.join('×')} is larger than its input of ${image.join('×')}`,
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
