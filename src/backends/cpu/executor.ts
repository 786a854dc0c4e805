import type { Operation, Plan, ValueId } from '../../graph/plan.js';
import type { Steps } from '../../tasks.js';
import { allocate } from './arena.js';
import { conv2d, dense } from './conv.js';
import { depthwiseConv2d } from './depthwise.js';
import { activate, add, copy, pad } from './elementwise.js';
import type { Kernel, Tensor } from './kernel.js';
import { withExplicitPadding } from './padding.js';
import { averagePool, maxPool } from './pool.js';
import { softmax } from './softmax.js';

/** A plan with its memory taken and its loops prepared. */
export interface Program {
  /** Runs `count` images, one after the other: `count` × input in, a fresh `count` × output out. */
  run(images: Float32Array, count: number): Float32Array;
  /** Runs one image an operation a step, for its effect on the engine's compiler only. */
  rehearse(image: Float32Array): Steps<void>;
}

/** Takes all the memory a plan needs and prepares its loops, an operation a step. */
export function* prepare(plan: Plan): Steps<Program> {
  const explicit = { ...plan, ...withExplicitPadding(plan) };
  const memory = allocate(explicit);
  const tensor = (value: ValueId): Tensor => ({
    shape: explicit.values[value]!,
    data: memory.get(value)!,
  });
  const kernels: Kernel[] = [];
  for (const operation of explicit.operations) {
    yield;
    kernels.push(...createKernels(operation, tensor));
  }
  const input = memory.get(plan.input)!;
  const output = memory.get(plan.output)!;
  const load = (images: Float32Array, start: number): void => {
    for (let i = 0; i < input.length; i++) input[i] = images[start + i]!;
  };

  return {
    run: (images, count) => {
      const answers = new Float32Array(count * output.length);
      for (let image = 0; image < count; image++) {
        load(images, image * input.length);
        for (const kernel of kernels) kernel();
        answers.set(output, image * output.length);
      }
      return answers;
    },
    *rehearse(image) {
      load(image, 0);
      for (const kernel of kernels) {
        yield;
        kernel();
      }
    },
  };
}

function createKernels(operation: Operation, tensor: (value: ValueId) => Tensor): Kernel[] {
  const compute = createKernel(operation, tensor);
  const activation =
    'activation' in operation && activate(operation.activation, tensor(operation.output));
  return [compute, activation].filter((kernel) => !!kernel);
}

function createKernel(
  operation: Operation,
  tensor: (value: ValueId) => Tensor,
): Kernel | undefined {
  const output = tensor(operation.output);
  if (operation.kind === 'add') {
    return add(tensor(operation.inputs[0]), tensor(operation.inputs[1]), output);
  }
  const input = tensor(operation.input);
  switch (operation.kind) {
    case 'conv2d':
      return conv2d(operation, input, output);
    case 'depthwiseConv2d':
      return depthwiseConv2d(operation, input, output);
    case 'maxPool':
      return maxPool(operation, input, output);
    case 'averagePool':
      return averagePool(operation, input, output);
    case 'dense':
      return dense(operation, input, output);
    case 'pad':
      return pad(operation, input, output);
    case 'activate':
      return copy(input, output);
    case 'softmax':
      return softmax(input, output);
    case 'reshape':
      return undefined;
  }
}
