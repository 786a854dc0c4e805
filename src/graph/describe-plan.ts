import { countWeights } from './finish-plan.js';
import type { Operation, Plan, Shape } from './plan.js';

/** A line of a table of the network. */
export interface PlanRow {
  /** Of the layer the operation comes from. */
  readonly name: string;
  readonly kind: Operation['kind'];
  /** Shape of the result: [height, width, channels]. */
  readonly shape: Shape;
  /** Trained parameters. */
  readonly weights: number;
  /** Per image. */
  readonly multiplyAdds: number;
}

/** One row for each operation, in the order of execution. */
export function describePlan(plan: Plan): PlanRow[] {
  return plan.operations.map((operation) => ({
    name: operation.name,
    kind: operation.kind,
    shape: plan.values[operation.output] ?? [0, 0, 0],
    weights: countWeights(operation),
    multiplyAdds: operation.multiplyAdds,
  }));
}
