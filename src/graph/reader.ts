import type { LayerCall } from './descriptor.js';
import type { Draft, DraftBuilder, Tensor } from './draft.js';
import type { Fields } from './fields.js';
import type { Applied, Layer } from './layers/layer.js';

/** The calls of a model's layers, each after those it reads from, and the id of the last. */
export interface Calls {
  readonly layers: readonly LayerCall[];
  readonly output: string;
}

/** What networks a reader of descriptors knows: how their layers are connected and what they are. */
export interface Reader {
  /** @throws DescriptorError */
  expand(className: string, config: unknown): Calls;
  /** @throws DescriptorError */
  lower(className: string, layer: Layer, inputs: readonly Tensor[], draft: DraftBuilder): Tensor;
  /** {@link Layer.applied}, with the layer's own options. */
  applied(value: unknown, options: Fields, kerasMajor: number): Applied;
  /** Each turns a draft into a simpler one that computes the same; in this order. */
  readonly passes: readonly ((draft: Draft) => Draft)[];
}
