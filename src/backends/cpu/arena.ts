import type { Operation, Plan, ValueId } from '../../graph/plan.js';

/** One stretch of memory, and until which operation (its index) it is taken. */
interface Slot {
  length: number;
  takenUntil: number;
}

/**
 * Memory for every value, shared by values that are never alive together. A reshaped value is a
 * view of what it was made from.
 *
 * Greedy: a value takes the smallest free slot that holds it, else the largest free one, which
 * grows, else a new one.
 *
 * @returns for each value that is computed (or is the input), exactly as many numbers as it has.
 */
export function allocate(
  plan: Pick<Plan, 'values' | 'operations' | 'input' | 'output'>,
): Map<ValueId, Float32Array> {
  const owners = findOwners(plan.operations);
  const ownerOf = (value: ValueId): ValueId => owners.get(value) ?? value;
  const lastUse = new Map<ValueId, number>();
  plan.operations.forEach((operation, index) => {
    for (const value of inputsOf(operation)) lastUse.set(ownerOf(value), index);
  });
  lastUse.set(ownerOf(plan.output), Infinity);

  const slots: Slot[] = [];
  const slotOf = new Map<ValueId, Slot>();
  const take = (value: ValueId, now: number): void => {
    const length = lengthOf(plan, value);
    const free = slots.filter((slot) => slot.takenUntil < now).sort((a, b) => a.length - b.length);
    let slot = free.find((candidate) => candidate.length >= length) ?? free.at(-1);
    if (!slot) slots.push((slot = { length: 0, takenUntil: 0 }));
    slot.length = Math.max(slot.length, length);
    slot.takenUntil = lastUse.get(value) ?? now;
    slotOf.set(value, slot);
  };
  take(plan.input, -1);
  plan.operations.forEach((operation, index) => {
    if (operation.kind !== 'reshape') take(operation.output, index);
  });

  const memory = new Map(slots.map((slot) => [slot, new Float32Array(slot.length)]));
  const values = [plan.input, ...plan.operations.map(({ output }) => output)];
  return new Map(
    values.map((value) => [
      value,
      memory.get(slotOf.get(ownerOf(value))!)!.subarray(0, lengthOf(plan, value)),
    ]),
  );
}

/** For each reshaped value, the value whose memory it shows. */
function findOwners(operations: readonly Operation[]): Map<ValueId, ValueId> {
  const owners = new Map<ValueId, ValueId>();
  for (const operation of operations) {
    if (operation.kind !== 'reshape') continue;
    owners.set(operation.output, owners.get(operation.input) ?? operation.input);
  }
  return owners;
}

function inputsOf(operation: Operation): readonly ValueId[] {
  return operation.kind === 'add' ? operation.inputs : [operation.input];
}

function lengthOf(plan: Pick<Plan, 'values'>, value: ValueId): number {
  const [height, width, channels] = plan.values[value]!;
  return height * width * channels;
}
