import { test } from 'node:test';
import fc from 'fast-check';
import { buildPlan, DescriptorError, parseDescriptor } from '../../src/graph/index.js';
import { randomNetwork } from '../support/random-network.js';
import { mutate, strange } from './mutate.js';
import { tensors } from './support.js';

/** Made once: each stands for what its layers are, and is changed in many ways. */
const networks = Array.from({ length: 20 }, (_, seed) => randomNetwork(seed).json);

test('a descriptor changed at random is read, or refused with a named error', () => {
  const mutation = fc.tuple(fc.array(fc.nat(50), { minLength: 1, maxLength: 9 }), strange);
  fc.assert(
    fc.property(
      fc.constantFrom(...networks),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      (json, mutations) => {
        const changed = mutations.reduce<unknown>(
          (value, [way, replacement]) => mutate(value, way, replacement),
          json,
        );
        const specs = json.weightsManifest.flatMap(({ weights }) => weights);
        const weights = specs.map(({ name, shape }) => [name, [shape, 0.5]] as const);
        try {
          buildPlan(parseDescriptor(changed), tensors(Object.fromEntries(weights)));
        } catch (error) {
          if (!(error instanceof DescriptorError)) throw error;
        }
      },
    ),
    { numRuns: 1000, seed: 2 },
  );
});
