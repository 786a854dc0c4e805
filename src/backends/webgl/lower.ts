import type { Conv2d, Dense, Operation, Plan, Reshape, ValueId } from '../../graph/plan.js';
import { inputsOf } from '../slots.js';

/** What the device computes for every kind of operation but dense layers, which are convolutions. */
export type DeviceOperation = Exclude<Operation, Dense>;

export interface DevicePlan extends Pick<Plan, 'values' | 'input' | 'output'> {
  readonly operations: readonly DeviceOperation[];
  /** Whether what is read back are logits, whose softmax is still to be taken. */
  readonly softmaxAfter: boolean;
}

/**
 * Makes a plan fit the device better: fewer kinds of operation, hence fewer shaders, and no launch
 * that can be saved.
 */
export function lower(plan: Plan): DevicePlan {
  // Ten numbers a drawing: their softmax costs a launch there and nothing here.
  const last = plan.operations.at(-1);
  const softmaxAfter = last?.kind === 'softmax';
  const kept = softmaxAfter ? plan.operations.slice(0, -1) : plan.operations;
  const reshapes = new Map<ValueId, Reshape>();
  for (const operation of kept) {
    if (operation.kind === 'reshape') reshapes.set(operation.output, operation);
  }
  const operations = kept.map((operation) =>
    operation.kind === 'dense'
      ? asConvolution(plan, operation, reshapes.get(operation.input))
      : operation,
  );
  const output = softmaxAfter ? last.input : plan.output;
  const read = new Set([output, ...operations.flatMap(inputsOf)]);
  return {
    values: plan.values,
    input: plan.input,
    output,
    operations: operations.filter(({ kind, output }) => kind !== 'reshape' || read.has(output)),
    softmaxAfter,
  };
}

/** A dense layer is a convolution whose window is all of its input, so a flattening is not needed. */
function asConvolution(plan: Plan, dense: Dense, flattening: Reshape | undefined): Conv2d {
  const input = flattening?.input ?? dense.input;
  const [height, width] = plan.values[input]!;
  return {
    ...dense,
    kind: 'conv2d',
    input,
    window: [height, width],
    strides: [1, 1],
    dilations: [1, 1],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}
