import { BOUNDS, checkBound } from './bounds.js';
import { DescriptorError } from './descriptor-error.js';
import { inputsOf, type Draft, type DraftOperation } from './draft.js';
import type { Operation, Plan, Shape, ValueId } from './plan.js';

/**
 * Numbers the values that are left, counts, and checks the totals.
 *
 * @param draft without affines
 * @throws DescriptorError `network-too-large`, `weights-not-finite`
 */
export function finishPlan(draft: Draft): Plan {
  const used = [draft.input, ...draft.operations.map(({ output }) => output)];
  const numbers = new Map(used.map((id, index) => [id, index]));
  const renumber = (id: ValueId): ValueId => numbers.get(id) ?? 0;
  const shapeOf = (id: ValueId): Shape => draft.values[id] ?? [0, 0, 0];
  let visits = 0;
  const operations = draft.operations.map((operation) => {
    checkFinite(operation);
    const [first = 0, second = 0] = inputsOf(operation);
    const output = shapeOf(operation.output);
    visits += countVisits(operation, output);
    const shared = {
      output: renumber(operation.output),
      multiplyAdds: countMultiplyAdds(operation, shapeOf(first), output),
    };
    return operation.kind === 'add'
      ? { ...operation, ...shared, inputs: [renumber(first), renumber(second)] }
      : { ...operation, ...shared, input: renumber(first) };
  }) as Operation[];
  const multiplyAdds = operations.reduce((sum, operation) => sum + operation.multiplyAdds, 0);
  checkBound(multiplyAdds + visits, BOUNDS.multiplyAdds, 'multiply-adds');
  return {
    values: used.map(shapeOf),
    input: renumber(draft.input),
    output: renumber(draft.output),
    operations,
    multiplyAdds,
    weightCount: operations.reduce((sum, operation) => sum + countWeights(operation), 0),
  };
}

export function countWeights(operation: Operation): number {
  return 'weights' in operation ? operation.weights.length + operation.bias.length : 0;
}

function countMultiplyAdds(operation: DraftOperation, input: Shape, output: Shape): number {
  const positions = output[0] * output[1];
  switch (operation.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return positions * operation.weights.length;
    case 'dense':
      return input[2] * output[2];
    default:
      return 0;
  }
}

/** Pooling multiplies nothing, and yet its windows can be made to take any time. */
function countVisits(operation: DraftOperation, output: Shape): number {
  if (operation.kind !== 'maxPool' && operation.kind !== 'averagePool') return 0;
  const [height, width] = operation.window;
  return output[0] * output[1] * output[2] * height * width;
}

function checkFinite(operation: DraftOperation): void {
  if (!('weights' in operation)) return;
  if ([operation.weights, operation.bias].every((values) => values.every(Number.isFinite))) return;
  throw new DescriptorError(
    'weights-not-finite',
    `layer ${operation.name}: its weights, with what is folded into them, are not all finite in float32`,
  );
}
