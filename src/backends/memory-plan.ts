import type { Operation, ValueId } from '../graph/plan.js';

/** The values that a kernel reads, and the one that it computes. */
export interface KernelValues {
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
}

/** Memory that several values use in turn. */
export interface PlannedBuffer {
  /** Numbers in the longest of them. */
  length: number;
  /** Index of the last kernel that needs the present value. */
  usedUntil: number;
}

/**
 * Shares memory between values that are never needed together. A kernel's output never shares memory
 * with its inputs.
 *
 * Greedy: a value takes the smallest free buffer that holds it, else the largest free one, which grows,
 * else a new one.
 *
 * @param kernels in an order in which the inputs of each are ready.
 * @param input the value that is present before the first kernel.
 * @param output the value that must outlive the last kernel.
 * @returns the buffer of `input` and of each kernel's output.
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
  const take = (value: ValueId, now: number): void => {
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
  take(input, -1);
  kernels.forEach((kernel, index) => take(kernel.output, index));
  return bufferOf;
}

/** Maps each reshaped value to the value whose memory it shares. */
export function findOwners(operations: readonly Operation[]): Map<ValueId, ValueId> {
  const owners = new Map<ValueId, ValueId>();
  for (const operation of operations) {
    if (operation.kind !== 'reshape') continue;
    owners.set(operation.output, owners.get(operation.input) ?? operation.input);
  }
  return owners;
}
