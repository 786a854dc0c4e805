import { expandNetwork } from './expand-model.js';
import { readActivation } from './layers/activation-layers.js';
import { LOWERINGS, MERGE_LOWERINGS } from './layers/index.js';
import { lowerUnary } from './lower-layers.js';
import { foldAffines, lowerAffines } from './passes/fold-affines.js';
import { fuseActivations } from './passes/fuse-activations.js';
import { mergePadding } from './passes/merge-padding.js';
import { simplifyReshapes } from './passes/simplify-reshapes.js';
import type { Reader } from './reader.js';

/** Reads every network that this library executes, and refuses the others. */
export const FULL_READER: Reader = {
  expand: expandNetwork,
  lower(className, layer, inputs, draft) {
    const merge = MERGE_LOWERINGS.get(className);
    if (merge) return merge(layer, inputs, draft);
    const lowering = LOWERINGS.get(className);
    if (lowering) return lowerUnary(lowering, layer, inputs, draft);
    throw layer.options.error(
      `this class of layer is not supported; supported are ${[...LOWERINGS.keys(), ...MERGE_LOWERINGS.keys()].sort().join(', ')}`,
      'layer-unknown',
    );
  },
  applied: readActivation,
  // Padding goes before affines, which must know of it; activations last, for they end folding.
  passes: [simplifyReshapes, mergePadding, foldAffines, lowerAffines, fuseActivations],
};
