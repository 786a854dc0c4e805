import type { Descriptor, WeightTensor } from './descriptor.js';
import { finishPlan } from './finish-plan.js';
import { lowerLayers } from './lower-layers.js';
import { foldAffines, lowerAffines } from './passes/fold-affines.js';
import { fuseActivations } from './passes/fuse-activations.js';
import { mergePadding } from './passes/merge-padding.js';
import { simplifyReshapes } from './passes/simplify-reshapes.js';
import type { Plan } from './plan.js';

/** Padding goes before affines, which must know of it; activations last, for they end folding. */
const PASSES = [simplifyReshapes, mergePadding, foldAffines, lowerAffines, fuseActivations];

/**
 * Turns a descriptor and its weights into what a backend executes. Training-only layers vanish,
 * batch normalization is folded, activations are fused; the plan computes what the layers compute
 * up to rounding.
 *
 * @param weights every tensor of the network by its name in the manifest
 * @throws DescriptorError
 */
export function buildPlan(
  descriptor: Descriptor,
  weights: ReadonlyMap<string, WeightTensor>,
): Plan {
  const draft = PASSES.reduce((draft, pass) => pass(draft), lowerLayers(descriptor, weights));
  return finishPlan(draft);
}
