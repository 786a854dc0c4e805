import { inputsOf, lengthOf, type Operation, type Plan, type ValueId } from '../graph/plan.js';
import { inSlices, nextTask, type Interruptible } from '../util/async.js';
import { BackendError, type BackendModule, type Executable } from './backend.js';
import { conv2d, dense, depthwiseConv2d, withExplicitPadding } from './cpu/convolution.js';
import {
  activate,
  add,
  copy,
  type Kernel,
  pad,
  pool,
  softmax,
  type Tensor,
} from './cpu/kernels.js';
import { planMemory, findOwners } from './memory-plan.js';

/** Plain JavaScript on the calling thread. It works everywhere, fetches nothing and is never lost. */
export const createBackend: BackendModule['createBackend'] = () =>
  Promise.resolve({
    name: 'cpu',
    lost: new Promise<string>(() => undefined),
    compile: async (plan) => new CpuExecutable(await inSlices(prepare(plan)), plan),
    dispose: () => undefined,
  });

/** In larger networks (multiply-adds per image), loops are optimized during the first run anyway. */
const MAX_WARM_UP_MULTIPLY_ADDS = 20e6;

class CpuExecutable implements Executable {
  #prepared: PreparedPlan | undefined;
  /** True while no image has been run, so that a warm-up speeds up the first answer. */
  #cold: boolean;

  constructor(prepared: PreparedPlan, { multiplyAdds }: Plan) {
    this.#prepared = prepared;
    this.#cold = multiplyAdds <= MAX_WARM_UP_MULTIPLY_ADDS;
    if (this.#cold) void this.#warmUp(prepared);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    // Drawing to image is slow the first time too: not in the same task.
    if (this.#cold) await nextTask();
    this.#cold = false;
    if (!this.#prepared) {
      throw new BackendError(
        'backend-failed',
        'This executable of the cpu backend is disposed; compile the plan again.',
      );
    }
    return inSlices(this.#prepared.run(images, count));
  }

  dispose(): void {
    this.#cold = false;
    this.#prepared = undefined;
  }

  /**
   * The first two runs are thirty times slower than the third, because JavaScript is optimized meanwhile. This
   * does them between other tasks of the page, until a real run comes. The image is half paper and half ink,
   * so that the loops see both zeros and other numbers.
   */
  async #warmUp(prepared: PreparedPlan): Promise<void> {
    const image = new Float32Array(784).fill(0.5, 392);
    for (let i = 0; i < 2; i++) {
      const work = prepared.run(image, 1);
      do await nextTask();
      while (this.#cold && !work.next().done);
    }
  }
}

/** A plan with its buffers allocated and its kernels created. */
export interface PreparedPlan {
  /** Runs `count` images one after the other. Returns a new array of `count` outputs. */
  run(images: Float32Array, count: number): Interruptible<Float32Array>;
}

/** Allocates the buffers of a plan and creates its kernels, one at a time. */
export function* prepare(plan: Plan): Interruptible<PreparedPlan> {
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
    *run(images, count) {
      const answers = new Float32Array(count * output.length);
      for (let image = 0; image < count; image++) {
        load(images, image * input.length);
        for (const kernel of kernels) {
          yield;
          kernel();
        }
        answers.set(output, image * output.length);
      }
      return answers;
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
    case 'averagePool':
      return pool(operation, input, output);
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

/**
 * Allocates the buffers of a plan. Values that are never needed at the same time share one. A reshape shares
 * the memory of its input.
 *
 * @returns an array for the input and for each operation's output, of the exact length
 */
export function allocate(
  plan: Pick<Plan, 'values' | 'operations' | 'input' | 'output'>,
): Map<ValueId, Float32Array> {
  const owners = findOwners(plan.operations);
  const ownerOf = (value: ValueId): ValueId => owners.get(value) ?? value;
  const kernels = plan.operations
    .filter(({ kind }) => kind !== 'reshape')
    .map((operation) => ({ inputs: inputsOf(operation).map(ownerOf), output: operation.output }));
  const bufferOf = planMemory(kernels, plan.input, ownerOf(plan.output), (value) =>
    lengthOf(plan, value),
  );
  const memory = new Map(
    [...new Set(bufferOf.values())].map((buffer) => [buffer, new Float32Array(buffer.length)]),
  );
  const values = [plan.input, ...plan.operations.map(({ output }) => output)];
  return new Map(
    values.map((value) => [
      value,
      memory.get(bufferOf.get(ownerOf(value))!)!.subarray(0, lengthOf(plan, value)),
    ]),
  );
}
