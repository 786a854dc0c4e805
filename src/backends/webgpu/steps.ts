import type { Conv2d, MaxPool, Operation, Plan, Shape, ValueId } from '../../graph/plan.js';
import type { Step } from '../slots.js';
import { conv2d, type Tile } from './shaders/conv.js';
import { dense } from './shaders/dense.js';
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
  /** Whose memory holds what the last step gives. */
  readonly output: ValueId;
}

/** A max-pool is taken along with the convolution before it while its window has no more pixels. */
const MOST_POOLED = 4;

/**
 * A shader for each operation. A reshaped value is a view of what it was made from, and a max-pool
 * without overlap is one with the convolution before it where nothing else reads that.
 */
export function createProgram({
  operations,
  values,
  output,
}: Pick<Plan, 'operations' | 'values' | 'output'>): Program {
  const owners = new Map<ValueId, ValueId>();
  const ownerOf = (value: ValueId): ValueId => owners.get(value) ?? value;
  const shapeOf = (value: ValueId): Shape => values[value]!;
  const steps: ShaderStep[] = [];
  const fused = new Set<Operation>();
  for (const operation of operations) {
    if (operation.kind === 'reshape') {
      owners.set(operation.output, ownerOf(operation.input));
    } else if (!fused.has(operation)) {
      const pooled = operation.kind === 'conv2d' ? findPool(operation, operations) : undefined;
      if (pooled) fused.add(pooled);
      steps.push({
        inputs: inputsOf(operation).map(ownerOf),
        output: (pooled ?? operation).output,
        shader: createShader(operation, shapeOf, pooled?.window),
      });
    }
  }
  return { steps, output: ownerOf(output) };
}

function findPool(conv: Conv2d, operations: readonly Operation[]): MaxPool | undefined {
  const [reader, ...others] = operations.filter((operation) =>
    inputsOf(operation).includes(conv.output),
  );
  if (reader?.kind !== 'maxPool' || others.length > 0) return undefined;
  const { window, strides, padding } = reader;
  const overlaps = window[0] !== strides[0] || window[1] !== strides[1];
  const padded = padding.top + padding.bottom + padding.left + padding.right > 0;
  return overlaps || padded || window[0] * window[1] > MOST_POOLED ? undefined : reader;
}

function createShader(
  operation: Exclude<Operation, { kind: 'reshape' }>,
  shapeOf: (value: ValueId) => Shape,
  pooled?: Tile,
): Shader {
  const output = shapeOf(operation.output);
  if (operation.kind === 'add') return add(operation.activation, output);
  const input = shapeOf(operation.input);
  switch (operation.kind) {
    case 'conv2d':
      return conv2d(operation, input, output, pooled);
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

function inputsOf(operation: Operation): readonly ValueId[] {
  return operation.kind === 'add' ? operation.inputs : [operation.input];
}
