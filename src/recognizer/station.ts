import type { Backend, Executable } from '../backends/backend.js';
import { BackendError } from '../backends/backend-error.js';
import type { Plan } from '../graph/index.js';
import { CLASSES } from './decode.js';

type LossListener = (loss: BackendError) => void;

export interface Run {
  /** `count` × 10 finite numbers. */
  readonly outputs: Float32Array;
  /** Milliseconds, without those before its turn came. */
  readonly elapsed: number;
}

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
      this.#lose(new BackendError('device-lost', message));
    });
  }

  /**
   * Calls `watcher` once when the device is lost, or soon if it is already. (A promise in its place
   * would hold on to whoever ever waited for it, as long as the device lives.)
   *
   * @returns a function that ends the watch.
   */
  watch(watcher: LossListener): () => void {
    const loss = this.#loss;
    if (loss) queueMicrotask(() => watcher(loss));
    else this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @throws BackendError */
  compile(plan: Plan): Promise<Executable> {
    return this.#untilLost(() => this.backend.compile(plan));
  }

  /** @throws BackendError `device-lost` or `backend-failed` */
  async run(executable: Executable, images: Float32Array, count: number): Promise<Run> {
    const turn = this.#last.then(async () => {
      const start = performance.now();
      const outputs = await this.#untilLost(() => executable.run(images, count));
      return { outputs, elapsed: performance.now() - start };
    });
    this.#last = turn.catch(() => undefined);
    const run = await turn;
    checkOutputs(this.backend.name, run.outputs, count);
    return run;
  }

  /** What was under way when the device went may never settle, or give zeros. */
  async #untilLost<T>(work: () => Promise<T>): Promise<T> {
    if (this.#loss) throw this.#loss;
    let unwatch: (() => void) | undefined;
    const loss = new Promise<never>((_, reject) => (unwatch = this.watch(reject)));
    try {
      return await Promise.race([work(), loss]);
    } catch (error) {
      const failure = asBackendError(this.backend.name, error);
      // A backend may notice before the platform tells; the next to ask must not get this device.
      if (failure.code === 'device-lost') this.#lose(failure);
      throw failure;
    } finally {
      unwatch?.();
    }
  }

  #lose(loss: BackendError): void {
    if (this.#loss) return;
    this.#loss = loss;
    for (const watcher of this.#watchers) watcher(loss);
    this.#watchers.clear();
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
      : !outputs.every(Number.isFinite) && 'outputs that are not finite numbers';
  if (wrong) throw new BackendError('backend-failed', `The ${name} backend gave ${wrong}.`);
}
