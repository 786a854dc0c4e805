import type { Backend, Executable } from '../backends/backend.js';
import { BackendError } from '../backends/backend-error.js';
import { CLASSES } from './decode.js';

type LossListener = (loss: BackendError) => void;

/** A backend at work: runs come one at a time, and none is answered across the loss of the device. */
export class Station {
  readonly backend: Backend;
  readonly #watchers = new Set<LossListener>();
  #loss: BackendError | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(backend: Backend) {
    this.backend = backend;
    void backend.lost.then((reason) => {
      const message = `The device of the ${backend.name} backend was lost: ${reason}`;
      this.#loss = new BackendError('device-lost', message);
      for (const watcher of this.#watchers) watcher(this.#loss);
    });
  }

  /**
   * Calls `watcher` when the device is lost, unless it is already. (A promise in its place would
   * hold on to whoever ever waited for it, as long as the device lives.)
   *
   * @returns a function that ends the watch.
   */
  watch(watcher: LossListener): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
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
    const outputs = await this.#untilLost(executable.run(images, count)).catch((error: unknown) => {
      throw asBackendError(this.backend.name, error);
    });
    checkOutputs(this.backend.name, outputs, count);
    return outputs;
  }

  /** A run that was under way when the device went may never settle, or give zeros. */
  #untilLost<T>(run: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const unwatch = this.watch(reject);
      run
        .finally(unwatch)
        .then((value) => (this.#loss ? reject(this.#loss) : resolve(value)))
        .catch(reject);
    });
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

function checkOutputs(name: string, outputs: Float32Array, count: number): void {
  const wrong =
    outputs.length !== count * CLASSES
      ? `${outputs.length} outputs for ${count} images`
      : outputs.every(Number.isFinite)
        ? undefined
        : 'outputs that are not finite numbers';
  if (wrong) throw new BackendError('backend-failed', `The ${name} backend gave ${wrong}.`);
}
