import type { Plan, ValueId } from '../../graph/plan.js';
import { assignSlots, findOwners, inputsOf } from '../slots.js';

/**
 * Memory for every value, shared by values that are never alive together. A reshaped value is a
 * view of what it was made from.
 *
 * @returns for each value that is computed (or is the input), exactly as many numbers as it has.
 */
export function allocate(
  plan: Pick<Plan, 'values' | 'operations' | 'input' | 'output'>,
): Map<ValueId, Float32Array> {
  const owners = findOwners(plan.operations);
  const ownerOf = (value: ValueId): ValueId => owners.get(value) ?? value;
  const steps = plan.operations
    .filter(({ kind }) => kind !== 'reshape')
    .map((operation) => ({ inputs: inputsOf(operation).map(ownerOf), output: operation.output }));
  const slotOf = assignSlots(steps, plan.input, ownerOf(plan.output), (value) =>
    lengthOf(plan, value),
  );
  const memory = new Map(
    [...new Set(slotOf.values())].map((slot) => [slot, new Float32Array(slot.length)]),
  );
  const values = [plan.input, ...plan.operations.map(({ output }) => output)];
  return new Map(
    values.map((value) => [
      value,
      memory.get(slotOf.get(ownerOf(value))!)!.subarray(0, lengthOf(plan, value)),
    ]),
  );
}

function lengthOf(plan: Pick<Plan, 'values'>, value: ValueId): number {
  const [height, width, channels] = plan.values[value]!;
  return height * width * channels;
}
