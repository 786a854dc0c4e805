import type { Draft } from '../draft.js';
import type { Padding } from '../plan.js';
import { mergePairs } from './merge-pairs.js';

/**
 * Merges zero padding into the convolution behind it, which pads with zeros too. Not into pooling,
 * where padding takes no part.
 */
export function mergePadding(draft: Draft): Draft {
  return mergePairs(draft, (first, second) => {
    if (first.kind !== 'pad') return undefined;
    switch (second.kind) {
      case 'pad':
      case 'conv2d':
      case 'depthwiseConv2d':
        return { ...second, input: first.input, padding: sum(first.padding, second.padding) };
      default:
        return undefined;
    }
  });
}

function sum(a: Padding, b: Padding): Padding {
  return {
    top: a.top + b.top,
    bottom: a.bottom + b.bottom,
    left: a.left + b.left,
    right: a.right + b.right,
  };
}
