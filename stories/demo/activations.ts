import { prepare, type PreparedPlan } from '../../src/backends/cpu.js';
import type { LoadedNetwork, Operation, Plan, Shape } from '../../src/graph/index.js';
import { decodeOutputs } from '../../src/recognizer/recognizer.js';
import { encodeImages } from '../../src/recognizer/input.js';
import { atOnce, inSlices } from '../../src/util/async.js';

/** An operation of a network, and its output for an image. */
export interface Activation {
  readonly operation: Operation;
  /** [height, width, channels] */
  readonly shape: Shape;
  /** The values, channels last. */
  readonly values: Float32Array;
}

/** The values of every operation of a network for one image. */
export interface Thought {
  /** In the order of execution. */
  readonly activations: readonly Activation[];
  /** The probabilities of the digits 0 to 9. */
  readonly probabilities: readonly number[];
}

/** @param image 784 values from 0 (paper) to 1 (ink). */
export type Think = (image: Float32Array) => Thought;

interface Stage {
  readonly operation: Operation;
  readonly program: PreparedPlan;
  /** Whether the executable starts from the network's input instead of the operation's. */
  readonly fromStart: boolean;
}

/**
 * Prepares a network so that the output of every operation can be seen. An executable reuses its buffers, so each
 * operation becomes an executable of its own on the `cpu` backend and takes the output of the one before.
 */
export async function prepareThinking({ plan, metadata }: LoadedNetwork): Promise<Think> {
  const stages: Stage[] = [];
  for (const [index, operation] of plan.operations.entries()) {
    // An executable has one input. A sum has two, so everything before it is computed again.
    const fromStart = operation.kind === 'add';
    const part = fromStart ? partUpTo(plan, index) : partOf(plan, operation);
    stages.push({ operation, fromStart, program: await inSlices(prepare(part)) });
  }
  return (image) => {
    const values = new Map([[plan.input, encodeImages([image], metadata.input)]]);
    const activations = stages.map(({ operation, program, fromStart }) => {
      const input = fromStart || operation.kind === 'add' ? plan.input : operation.input;
      const result = atOnce(program.run(values.get(input)!, 1));
      values.set(operation.output, result);
      return { operation, shape: plan.values[operation.output]!, values: result };
    });
    return { activations, probabilities: decodeOutputs(values.get(plan.output)!, metadata) };
  };
}

function partOf(plan: Plan, operation: Exclude<Operation, { kind: 'add' }>): Plan {
  const { input, output } = operation;
  return { ...plan, operations: [operation], input, output };
}

function partUpTo(plan: Plan, index: number): Plan {
  const operations = plan.operations.slice(0, index + 1);
  return { ...plan, operations, output: operations[index]!.output };
}
