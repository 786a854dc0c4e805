import type { Operation, ValueId } from '../graph/plan.js';

/** What reads values and gives another: an operation of the plan, or several in one. */
export interface Step {
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
}

/** Memory that several values have in turn. */
export interface Slot {
  /** Of the longest of them. */
  length: number;
  /** Until which step it is taken. */
  takenUntil: number;
}

/**
 * Shares memory between values that are never alive together: a step's output never lies where one
 * of its inputs does.
 *
 * Greedy: a value takes the smallest free slot that holds it, else the largest free one, which
 * grows, else a new one.
 *
 * @param steps in an order in which each one's inputs are ready.
 * @param input the value that is there before the first step.
 * @param output the value that must outlast the last one.
 * @returns the slot of `input` and of each step's output.
 */
export function assignSlots(
  steps: readonly Step[],
  input: ValueId,
  output: ValueId,
  lengthOf: (value: ValueId) => number,
): Map<ValueId, Slot> {
  const lastUse = new Map<ValueId, number>();
  steps.forEach(({ inputs }, index) => {
    for (const value of inputs) lastUse.set(value, index);
  });
  lastUse.set(output, Infinity);

  const slots: Slot[] = [];
  const slotOf = new Map<ValueId, Slot>();
  const take = (value: ValueId, now: number): void => {
    const length = lengthOf(value);
    const free = slots.filter((slot) => slot.takenUntil < now).sort((a, b) => a.length - b.length);
    let slot = free.find((candidate) => candidate.length >= length) ?? free.at(-1);
    if (!slot) slots.push((slot = { length: 0, takenUntil: 0 }));
    slot.length = Math.max(slot.length, length);
    slot.takenUntil = lastUse.get(value) ?? now;
    slotOf.set(value, slot);
  };
  take(input, -1);
  steps.forEach((step, index) => take(step.output, index));
  return slotOf;
}

/** For each reshaped value, the value whose memory it shows. */
export function findOwners(operations: readonly Operation[]): Map<ValueId, ValueId> {
  const owners = new Map<ValueId, ValueId>();
  for (const operation of operations) {
    if (operation.kind !== 'reshape') continue;
    owners.set(operation.output, owners.get(operation.input) ?? operation.input);
  }
  return owners;
}

/** The values that an operation reads. */
export function inputsOf(operation: Operation): readonly ValueId[] {
  return operation.kind === 'add' ? operation.inputs : [operation.input];
}
