import fc from 'fast-check';
import type { Json } from './support.js';

/** Values that tend to break readers. */
export const strange = fc.oneof(
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
export function mutate(value: unknown, way: readonly number[], replacement: unknown): unknown {
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
