import type { DraftBuilder, Tensor } from '../draft.js';
import type { Applied, Layer } from './layer.js';

/** Applies what an option names; absent means nothing. */
export function applyActivation(layer: Layer, tensor: Tensor, draft: DraftBuilder): Tensor {
  return apply(layer, layer.applied(layer.options.get('activation') ?? 'linear'), tensor, draft);
}

/** Softmax works on the last axis. */
export function apply(layer: Layer, applied: Applied, tensor: Tensor, draft: DraftBuilder): Tensor {
  const shared = { name: layer.name, input: tensor.value };
  switch (applied.kind) {
    case 'linear':
      return tensor;
    case 'softmax':
      return draft.emit({ kind: 'softmax', ...shared }, tensor.dims);
    default:
      return draft.emit({ kind: 'activate', ...shared, activation: applied }, tensor.dims);
  }
}
