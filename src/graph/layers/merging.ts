import { LINEAR } from '../plan.js';
import type { Tensor } from '../draft.js';
import { showShape } from '../draft.js';
import type { MergeLowering } from './layer.js';

/** The sum of two or more values of one shape, two at a time. */
export const add: MergeLowering = (layer, inputs, draft) => {
  const [first, ...rest] = inputs;
  if (!first || rest.length === 0) {
    throw layer.options.error(`it reads ${inputs.length} value where two or more are needed`);
  }
  return rest.reduce((sum: Tensor, next) => {
    if (showShape(sum.dims) !== showShape(next.dims)) {
      throw layer.options.error(
        `it adds ${showShape(sum.dims)} and ${showShape(next.dims)}; the shapes must be the same`,
        'shape-mismatch',
      );
    }
    const { name } = layer;
    return draft.emit(
      { kind: 'add', name, inputs: [sum.value, next.value], activation: LINEAR },
      sum.dims,
    );
  }, first);
};
