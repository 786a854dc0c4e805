import { lengthOf, type Plan } from './plan.js';

/** A plan in two parts: the second one's input is the first one's output. */
export interface SplitPlan {
  readonly body: Plan;
  /** The dense layers at the end. */
  readonly head: Plan;
}

/**
 * Splits a plan before the dense layers at its end.
 *
 * @param maxInputs a layer that reads more numbers stays in the body
 * @returns null if there is no such layer
 */
export function splitPlan(plan: Plan, maxInputs: number): SplitPlan | null {
  const { operations } = plan;
  let start = operations.length;
  let value = plan.output;
  for (;;) {
    const operation = operations[start - 1];
    if (operation?.kind !== 'dense' || lengthOf(plan, operation.input) > maxInputs) break;
    value = operation.input;
    start--;
  }
  if (start === operations.length || start === 0) return null;
  return {
    body: { ...plan, operations: operations.slice(0, start), output: value },
    head: { ...plan, operations: operations.slice(start), input: value },
  };
}
