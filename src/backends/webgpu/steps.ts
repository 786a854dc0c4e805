import type { Operation, Plan, Shape, ValueId } from '../../graph/plan.js';
import { findOwners, inputsOf, type Step } from '../slots.js';
import { conv2d } from './shaders/conv.js';
import { addParts, dense, partsLength, partsOf } from './shaders/dense.js';
import { depthwiseConv2d } from './shaders/depthwise.js';
import { activate, add, pad } from './shaders/elementwise.js';
import { pool } from './shaders/pool.js';
import type { Shader } from './shaders/shader.js';
import { softmax } from './shaders/softmax.js';

/** One dispatch. Its inputs and output are values that have memory of their own. */
export interface ShaderStep extends Step {
  readonly shader: Shader;
}

/** What the device does for a plan. */
export interface Program {
  readonly steps: readonly ShaderStep[];
  /** Numbers per image of each value, by id: the plan's, then those that only the steps have. */
  readonly lengths: readonly number[];
  /** Whose memory holds what the last step gives. */
  readonly output: ValueId;
}

/**
 * A shader for each operation. A reshaped value is a view of what it was made from.
 *
 * A max-pool stays apart from the convolution before it: taken along, it saved nothing measurable.
 */
export function createProgram({
  operations,
  values,
  output,
}: Pick<Plan, 'operations' | 'values' | 'output'>): Program {
  const owners = findOwners(operations);
  const ownerOf = (value: ValueId): ValueId => owners.get(value) ?? value;
  const shapeOf = (value: ValueId): Shape => values[value]!;
  const lengths = values.map(([height, width, channels]) => height * width * channels);
  const steps: ShaderStep[] = [];
  for (const operation of operations) {
    if (operation.kind === 'reshape') continue;
    if (operation.kind === 'dense' && partsOf(lengths[operation.input]!) > 1) {
      const shader = dense(operation);
      const parts = lengths.push(partsLength(operation)) - 1;
      steps.push(
        { inputs: [ownerOf(operation.input)], output: parts, shader },
        { inputs: [parts], output: operation.output, shader: addParts(operation) },
      );
    } else {
      steps.push({
        inputs: inputsOf(operation).map(ownerOf),
        output: operation.output,
        shader: createShader(operation, shapeOf),
      });
    }
  }
  return { steps, lengths, output: ownerOf(output) };
}

function createShader(
  operation: Exclude<Operation, { kind: 'reshape' }>,
  shapeOf: (value: ValueId) => Shape,
): Shader {
  const output = shapeOf(operation.output);
  if (operation.kind === 'add') return add(operation.activation, output);
  const input = shapeOf(operation.input);
  switch (operation.kind) {
    case 'conv2d':
      return conv2d(operation, input, output);
    case 'depthwiseConv2d':
      return depthwiseConv2d(operation, input, output);
    case 'maxPool':
    case 'averagePool':
      return pool(operation, input, output);
    case 'dense':
      return dense(operation);
    case 'pad':
      return pad(operation, input, output);
    case 'activate':
      return activate(operation.activation, output);
    case 'softmax':
      return softmax(output);
  }
}
