import type { Plan } from '../graph/plan.js';
import { BackendError } from './backend-error.js';
import type { BackendModule, Executable } from './backend.js';
import { prepare } from './cpu/executor.js';

/**
 * Plain JavaScript on the calling thread: present everywhere, ready at once, no TensorFlow.js.
 *
 * It fetches nothing, never rejects and is never lost.
 */
export const createBackend: BackendModule['createBackend'] = () =>
  Promise.resolve({
    name: 'cpu',
    lost: new Promise<string>(() => undefined),
    compile: async (plan) => createExecutable(plan),
    dispose: () => undefined,
  });

/** Above this, in multiply-adds, the engine optimises the loops within the first answer. */
const WARM_UP_MULTIPLY_ADDS = 20e6;

function createExecutable(plan: Plan): Executable {
  let program: ReturnType<typeof prepare> | undefined = prepare(plan);
  if (plan.multiplyAdds <= WARM_UP_MULTIPLY_ADDS) warmUp(program);
  return {
    run: async (images, count) => {
      if (!program) {
        throw new BackendError(
          'backend-failed',
          'This executable of the cpu backend was disposed of; compile the plan again.',
        );
      }
      return program(images, count);
    },
    dispose: () => {
      program = undefined;
    },
  };
}

/**
 * The first two answers are some thirty times slower than the third: the engine interprets, then
 * optimises. Better while the page loads than under the pen. Half paper and half ink, so that it sees
 * zeros and others.
 */
function warmUp(program: ReturnType<typeof prepare>): void {
  const image = new Float32Array(784).fill(0.5, 392);
  for (let i = 0; i < 2; i++) program(image, 1);
}
