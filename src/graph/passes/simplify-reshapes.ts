import type { Draft, DraftOperation } from '../draft.js';
import type { ValueId } from '../plan.js';
import { mergePairs } from './merge-pairs.js';

/** Makes one reshape of several in a row, and none of one that changes nothing. */
export function simplifyReshapes(draft: Draft): Draft {
  const collapsed = mergePairs(draft, (first, second) =>
    first.kind === 'reshape' && second.kind === 'reshape'
      ? { ...second, input: first.input }
      : undefined,
  );
  const renamed = new Map<ValueId, ValueId>();
  const rename = (id: ValueId): ValueId => renamed.get(id) ?? id;
  const operations = collapsed.operations.flatMap((operation): DraftOperation[] => {
    if (operation.kind === 'add') {
      const [a, b] = operation.inputs;
      return [{ ...operation, inputs: [rename(a), rename(b)] }];
    }
    const input = rename(operation.input);
    if (operation.kind === 'reshape' && sameShape(draft, input, operation.output)) {
      renamed.set(operation.output, input);
      return [];
    }
    return [{ ...operation, input }];
  });
  return { ...draft, operations, output: rename(draft.output) };
}

function sameShape({ values }: Draft, a: ValueId, b: ValueId): boolean {
  return values[a]?.join() === values[b]?.join();
}
