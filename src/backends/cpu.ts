import type { Plan } from '../graph/plan.js';
import { inSlices, nextTask } from '../tasks.js';
import { BackendError } from './backend-error.js';
import type { BackendModule, Executable } from './backend.js';
import { prepare, type Program } from './cpu/executor.js';

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

/** Above this, in multiply-adds, the engine optimises the loops within the first answer. */
const REHEARSED_MULTIPLY_ADDS = 20e6;

class CpuExecutable implements Executable {
  #program: Program | undefined;
  /** Whether an answer is to come that would be slower for want of a rehearsal. */
  #untried: boolean;

  constructor(program: Program, { multiplyAdds }: Plan) {
    this.#program = program;
    this.#untried = multiplyAdds <= REHEARSED_MULTIPLY_ADDS;
    if (this.#untried) void this.#rehearse(program);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    this.#untried = false;
    if (!this.#program) {
      throw new BackendError(
        'backend-failed',
        'This executable of the cpu backend was disposed of; compile the plan again.',
      );
    }
    return this.#program.run(images, count);
  }

  dispose(): void {
    this.#untried = false;
    this.#program = undefined;
  }

  /**
   * The first two answers are some thirty times slower than the third: the engine interprets, then
   * optimises. Better between two tasks of the page than under the pen; whoever asks meanwhile is
   * answered at once, which does as well. Half paper and half ink, so that the engine sees zeros and
   * others.
   */
  async #rehearse(program: Program): Promise<void> {
    const image = new Float32Array(784).fill(0.5, 392);
    for (let i = 0; i < 2; i++) {
      const steps = program.rehearse(image);
      do await nextTask();
      while (this.#untried && !steps.next().done);
    }
  }
}
