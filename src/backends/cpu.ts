import { inputsOf, type Operation, type Plan, type ValueId } from '../graph/plan.js';
import { inSlices, nextTask, type Steps } from '../util/async.js';
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

/**
 * Plain JavaScript on the calling thread: present everywhere, ready at once, no TensorFlow.js.
 *
 * It fetches nothing, never rejects and is never lost.
 */
export const createBackend: BackendModule['createBackend'] = () =>
  Promise.resolve({
    name: 'cpu',
    lost: new Promise<string>(() => undefined),
    compile: async (plan) => new CpuExecutable(await inSlices(prepare(plan)), plan),
    dispose: () => undefined,
  });

/** Above this, in multiply-adds, the JavaScript engine optimizes the loops during the first run. */
const REHEARSED_MULTIPLY_ADDS = 20e6;

class CpuExecutable implements Executable {
  #prepared: PreparedPlan | undefined;
  /** Whether no image has been run yet, so that a rehearsal would speed up the first answer. */
  #untried: boolean;

  constructor(prepared: PreparedPlan, { multiplyAdds }: Plan) {
    this.#prepared = prepared;
    this.#untried = multiplyAdds <= REHEARSED_MULTIPLY_ADDS;
    if (this.#untried) void this.#rehearse(prepared);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    this.#untried = false;
    if (!this.#prepared) {
      throw new BackendError(
        'backend-failed',
        'This executable of the cpu backend was disposed of; compile the plan again.',
      );
    }
    return this.#prepared.run(images, count);
  }

  dispose(): void {
    this.#untried = false;
    this.#prepared = undefined;
  }

  /**
   * The first two runs are some thirty times slower than the third, because the JavaScript engine first
   * interprets and then optimizes. Do them between tasks of the page; a real run ends the rehearsal and
   * serves the same end. The image is half paper and half ink, so that the engine sees both zeros and
   * other numbers.
   */
  async #rehearse(prepared: PreparedPlan): Promise<void> {
    const image = new Float32Array(784).fill(0.5, 392);
    for (let i = 0; i < 2; i++) {
      const steps = prepared.rehearse(image);
      do await nextTask();
      while (this.#untried && !steps.next().done);
    }
  }
}

/** A plan with its buffers allocated and its kernels created. */
export interface PreparedPlan {
  /** Runs `count` images, one after the other: `count` × input in, a fresh `count` × output out. */
  run(images: Float32Array, count: number): Float32Array;
  /** Runs one image, one kernel per step, only so that the engine optimizes the kernels. */
  rehearse(image: Float32Array): Steps<void>;
}

/** Allocates the buffers of a plan and creates its kernels, one operation per step. */
export function* prepare(plan: Plan): Steps<PreparedPlan> {
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
 * Allocates the buffers of a plan. Values that are never needed together share one; a reshaped value is
 * a view of its source.
 *
 * @returns an array of the exact length of each computed value and of the input.
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

function lengthOf(plan: Pick<Plan, 'values'>, value: ValueId): number {
  const [height, width, channels] = plan.values[value]!;
  return height * width * channels;
}
