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
    compile: (plan) => Promise.resolve(createExecutable(plan)),
    dispose: () => undefined,
  });

function createExecutable(plan: Plan): Executable {
  let program: ReturnType<typeof prepare> | undefined = prepare(plan);
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
