import { buildPlan as planWith } from './build-plan.js';
import type { Descriptor, WeightTensor } from './descriptor.js';
import { FULL_READER } from './full-reader.js';
import { parseDescriptor as parseWith } from './parse-descriptor.js';
import type { Plan } from './plan.js';

/** `parseDescriptor` of every network, where it does not matter how much code that takes. */
export function parseDescriptor(json: unknown): Descriptor {
  return parseWith(json, FULL_READER);
}

/** `buildPlan` of every network, likewise. */
export function buildPlan(
  descriptor: Descriptor,
  weights: ReadonlyMap<string, WeightTensor>,
): Plan {
  return planWith(descriptor, weights, FULL_READER);
}
