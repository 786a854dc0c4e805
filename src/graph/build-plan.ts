import type { Descriptor, WeightTensor } from './descriptor.js';
import { finishPlan } from './finish-plan.js';
import { lowerLayers } from './lower-layers.js';
import type { Plan } from './plan.js';
import type { Reader } from './reader.js';

/**
 * Turns a descriptor and its weights into what a backend executes. Training-only layers vanish,
 * batch normalization is folded, activations are fused; the plan computes what the layers compute
 * up to rounding.
 *
 * @param weights every tensor of the network by its name in the manifest
 * @param reader that knows its layers
 * @throws DescriptorError
 */
export function buildPlan(
  descriptor: Descriptor,
  weights: ReadonlyMap<string, WeightTensor>,
  reader: Reader,
): Plan {
  const lowered = lowerLayers(descriptor, weights, reader);
  const draft = reader.passes.reduce((draft, pass) => pass(draft), lowered);
  return finishPlan(draft);
}
