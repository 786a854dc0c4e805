import type { Operation, ValueId } from '../graph/plan.js';

/** The values that a kernel reads, and its output. */
export interface KernelValues {
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
}

/** Memory that several values use in turn. */
export interface PlannedBuffer {
  /** Numbers in the longest of them. */
  length: number;
  /** Index of the last kernel that reads its current value. */
  usedUntil: number;
}

/**
 * Shares memory between values that are never needed at the same time. A kernel's output never shares
 * memory with its inputs.
 *
 * Greedy: a value gets the smallest free buffer that holds it, or else the largest free one, enlarged, or
 * else a new one.
 *
 * @param kernels in the order of execution
 * @param input the network's input
 * @param output the network's output, needed after the last kernel
 * @returns the buffer of `input` and of each kernel's output
 */
export function planMemory(
  kernels: readonly KernelValues[],
  input: ValueId,
  output: ValueId,
  lengthOf: (value: ValueId) => number,
): Map<ValueId, PlannedBuffer> {
  const lastUse = new Map<ValueId, number>();
  kernels.forEach(({ inputs }, index) => {
    for (const value of inputs) lastUse.set(value, index);
  });
  lastUse.set(output, Infinity);

  const buffers: PlannedBuffer[] = [];
  const bufferOf = new Map<ValueId, PlannedBuffer>();
  const assign = (value: ValueId, now: number): void => {
    const length = lengthOf(value);
    const free = buffers
      .filter((buffer) => buffer.usedUntil < now)
      .sort((a, b) => a.length - b.length);
    let buffer = free.find((candidate) => candidate.length >= length) ?? free.at(-1);
    if (!buffer) buffers.push((buffer = { length: 0, usedUntil: 0 }));
    buffer.length = Math.max(buffer.length, length);
    buffer.usedUntil = lastUse.get(value) ?? now;
    bufferOf.set(value, buffer);
  };
  assign(input, -1);
  kernels.forEach((kernel, index) => assign(kernel.output, index));
  return bufferOf;
}

/** Maps each output of a reshape to the value whose memory it shares. */
export function findOwners(operations: readonly Operation[]): Map<ValueId, ValueId> {
  const owners = new Map<ValueId, ValueId>();
  for (const operation of operations) {
    if (operation.kind !== 'reshape') continue;
    owners.set(operation.output, owners.get(operation.input) ?? operation.input);
  }
  return owners;
}
