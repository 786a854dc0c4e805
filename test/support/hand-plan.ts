import type { Operation, Plan, Shape, ValueId } from '../../src/graph/index.js';

/** An operation without what {@link handPlan} fills in. */
export type HandOperation = Operation extends infer T
  ? T extends Operation
    ? Omit<T, 'name' | 'multiplyAdds' | 'output'>
    : never
  : never;

export const NO_PADDING = { top: 0, bottom: 0, left: 0, right: 0 } as const;

/**
 * A plan written by hand. Operation i reads earlier values and gives value i + 1, of shape
 * `shapes[i + 1]`; value 0 is the input, the last one the output. Shapes may be any.
 */
export function handPlan(shapes: readonly Shape[], operations: readonly HandOperation[]): Plan {
  const output: ValueId = operations.length;
  return {
    values: shapes,
    input: 0,
    output,
    operations: operations.map(
      (operation, index) =>
        ({
          ...operation,
          name: `operation ${index}`,
          multiplyAdds: 0,
          output: index + 1,
        }) as Operation,
    ),
    multiplyAdds: 0,
    weightCount: 0,
  };
}
