import { inputsOf, type Draft, type DraftOperation } from '../draft.js';
import type { ValueId } from '../plan.js';

/**
 * Replaces a producer and its sole consumer by one operation wherever `merge` finds one for them.
 *
 * @param merge gives an operation that reads what `first` reads and writes what `second` writes, or
 *   undefined where the two must stay apart.
 */
export function mergePairs(
  draft: Draft,
  merge: (first: DraftOperation, second: DraftOperation) => DraftOperation | undefined,
): Draft {
  const uses = countUses(draft);
  const producers = new Map<ValueId, DraftOperation>();
  for (const operation of draft.operations) {
    const [input, ...more] = inputsOf(operation);
    const first = input === undefined ? undefined : producers.get(input);
    const isOnly = more.length === 0 && input !== undefined && uses.get(input) === 1;
    const merged = first && isOnly ? merge(first, operation) : undefined;
    if (first && merged) producers.delete(first.output);
    producers.set(operation.output, merged ?? operation);
  }
  // A map keeps the order of insertion, and a merged operation stands where the second one stood.
  return { ...draft, operations: [...producers.values()] };
}

function countUses({ operations, output }: Draft): Map<ValueId, number> {
  const uses = new Map([[output, 1]]);
  for (const input of operations.flatMap(inputsOf)) uses.set(input, (uses.get(input) ?? 0) + 1);
  return uses;
}
