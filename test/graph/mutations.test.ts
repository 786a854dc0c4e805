import { test } from 'node:test';
import fc from 'fast-check';
import { buildPlan, DescriptorError, parseDescriptor } from '../../src/graph/index.js';
import { randomNetwork } from '../support/random-network.js';
import { tensors, type Json } from './support.js';

/** Values that tend to break readers. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(null, -1, 0, 0.5, 1e12, '', '__proto__', 'softmax', true, [], {}, [[]]),
  fc.constantFrom<unknown>(
    [null, 28, 28, 1],
    [1, 2],
    [['image', 0, 0]],
    'Add',
    'Conv2D',
    'Flatten',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Replaces or removes the part of a JSON value that a list of numbers leads to. */
function mutate(value: unknown, way: readonly number[], replacement: unknown): unknown {
  const [turn, ...rest] = way;
  if (turn === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[turn % keys.length];
  if (key === undefined) return replacement;
  const inner = mutate((value as Json)[key], rest, replacement);
  return Array.isArray(value)
    ? value.map((item, index) => (String(index) === key ? inner : item))
    : { ...value, [key]: inner };
}

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
