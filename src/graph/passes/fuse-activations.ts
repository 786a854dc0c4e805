import type { Draft } from '../draft.js';
import { mergePairs } from './merge-pairs.js';

/** Lets the operation before an activation apply it, where that has none yet. */
export function fuseActivations(draft: Draft): Draft {
  return mergePairs(draft, (first, second) => {
    if (second.kind !== 'activate') return undefined;
    switch (first.kind) {
      case 'conv2d':
      case 'depthwiseConv2d':
      case 'dense':
      case 'add': {
        if (first.activation.kind !== 'linear') return undefined;
        const { activation, output } = second;
        return { ...first, activation, output };
      }
      default:
        return undefined;
    }
  });
}
