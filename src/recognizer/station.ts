import type { Backend, Executable } from '../backends/backend.js';
import { BackendError } from '../backends/backend-error.js';
import { CLASSES } from './decode.js';

/** A backend at work: runs come one at a time, and none is answered across the loss of the device. */
export class Station {
  readonly backend: Backend;
  #loss: BackendError | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(backend: Backend) {
    this.backend = backend;
    void backend.lost.then((reason) => (this.#loss = lossError(backend, reason)));
  }

  /**
   * @returns `count` × 10 finite outputs.
   * @throws BackendError `device-lost` or `backend-failed`
   */
  run(executable: Executable, images: Float32Array, count: number): Promise<Float32Array> {
    const turn = this.#last.then(() => this.#run(executable, images, count));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #run(executable: Executable, images: Float32Array, count: number): Promise<Float32Array> {
    if (this.#loss) throw this.#loss;
    // A run that was under way when the device went may never settle.
    const loss = this.backend.lost.then((reason) => {
      throw lossError(this.backend, reason);
    });
    const outputs = await Promise.race([executable.run(images, count), loss]).catch((error) => {
      throw this.#loss ?? asBackendError(this.backend.name, error);
    });
    if (this.#loss) throw this.#loss;
    checkOutputs(this.backend.name, outputs, count);
    return outputs;
  }
}

/** Whatever breaks inside a backend is a failure of that backend, for which another can stand in. */
export function asBackendError(name: string, error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new BackendError('backend-failed', `The ${name} backend failed: ${reason}`, {
    cause: error,
  });
}

function lossError({ name }: Backend, reason: string): BackendError {
  return new BackendError('device-lost', `The device of the ${name} backend was lost: ${reason}`);
}

function checkOutputs(name: string, outputs: Float32Array, count: number): void {
  if (outputs.length === count * CLASSES && outputs.every(Number.isFinite)) return;
  throw new BackendError(
    'backend-failed',
    `The ${name} backend gave ${outputs.length} outputs for ${count} images, or some that are not finite numbers.`,
  );
}
