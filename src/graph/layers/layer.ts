import type { DescriptorError } from '../descriptor-error.js';
import type { DraftBuilder, Tensor } from '../draft.js';
import { showShape } from '../draft.js';
import type { Fields } from '../fields.js';
import type { Activation } from '../plan.js';

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
