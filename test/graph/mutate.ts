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
    'Concatenate',
    'Conv2D',
    'Flatten',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Puts something else in the place that a list of numbers leads to. */
export function mutate(value: unknown, way: readonly number[], replacement: unknown): unknown {
  return alter(value, way, () => [replacement])[0];
}

/**
 * Changes the part of a JSON value that a list of numbers leads to.
 *
 * @param change what comes in the part's place: nothing, one value or several. An object keeps the
 * first under the part's own key and the others under keys like it.
 * @returns what comes in the place of the whole.
 */
export function alter(
  value: unknown,
  way: readonly number[],
  change: (part: unknown) => readonly unknown[],
): readonly unknown[] {
  const [turn, ...rest] = way;
  if (turn === undefined || typeof value !== 'object' || value === null) return change(value);
  const keys = Object.keys(value);
  const key = keys[turn % keys.length];
  if (key === undefined) return change(value);
  const inner = alter((value as Json)[key], rest, change);
  if (Array.isArray(value)) {
    return [value.flatMap((item, index) => (String(index) === key ? inner : [item]))];
  }
  const entries = Object.entries(value).flatMap(([name, item]) =>
    name === key
      ? inner.map((part, index) => [name + '_'.repeat(index), part] as const)
      : [[name, item] as const],
  );
  return [Object.fromEntries(entries)];
}
