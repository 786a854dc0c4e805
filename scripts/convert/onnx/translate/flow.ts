import type { LayerDraft } from './layer-list.js';

/**
 * A value that depends on the image: a layer's result, and which of its numbers is which. ONNX's
 * reshapes and transposes need no layer then: they change the order alone, and the next layer with
 * weights has them turned to suit.
 */
export interface Flow {
  readonly layer: LayerDraft;
  /** The layer's result as Keras has it: [height, width, channels] or [size], no batch. */
  readonly dims: readonly number[];
  /** For each number of the ONNX value, row by row, its place in the layer's result. */
  readonly order: Float64Array;
  readonly nonNegative: boolean;
  readonly kind: 'values' | 'probabilities' | 'logProbabilities';
  /** Nothing else reads the layer's result, so that the layer may still be changed. */
  readonly exclusive: boolean;
}

/** What a translation gives: whether others read it too is seen elsewhere. */
export type FlowDraft = Omit<Flow, 'exclusive'>;

export function identityOrder(elements: number): Float64Array {
  return Float64Array.from({ length: elements }, (_, i) => i);
}

/** Of [1, channels, height, width] in [height, width, channels]. */
export function imageOrder(channels: number, height: number, width: number): Float64Array {
  const area = height * width;
  return Float64Array.from(
    { length: channels * area },
    (_, i) => (i % area) * channels + Math.floor(i / area),
  );
}

export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A layer's result of which nothing is known but its numbers' order. */
export function values(
  layer: LayerDraft,
  dims: readonly number[],
  order: Float64Array,
  nonNegative = false,
): FlowDraft {
  return { layer, dims, order, nonNegative, kind: 'values' };
}
