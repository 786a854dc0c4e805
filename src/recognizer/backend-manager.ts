import {
  type Backend,
  BackendError,
  type BackendName,
  type Executable,
} from '../backends/backend.js';
import type { BackendRegistry } from '../backends/choose.js';
import { DescriptorError } from '../graph/errors.js';
import { lengthOf } from '../graph/plan.js';
import { notify } from '../util/async.js';
import { ChunkLoadError } from '../util/lazy-import.js';
import { type CreateContext, RefCountedCache, type Reference } from './cache.js';
import type { Network } from './create.js';
import { RecognizerError } from './types.js';

/** A page warns once. */
let hasWarned = false;

/** The page works without this file, but its author should know that it is missing. */
function warnOfMissing(error: unknown, instead: BackendName): void {
  if (hasWarned || !(error instanceof BackendError && error.cause instanceof ChunkLoadError))
    return;
  hasWarned = true;
  console.warn(`digit-recognizer computes on ${instead} instead. ${error.message}`);
}

interface ManagerOptions {
  /** In order of preference, at least one. */
  readonly names: readonly BackendName[];
  readonly acquire: (name: BackendName, signal?: AbortSignal) => Promise<Reference<CompiledModel>>;
  readonly onChange: ((backend: BackendName, reason: BackendError) => void) | undefined;
  /** Takes over if the first backend proves slow on this device. */
  readonly faster?: BackendName | undefined;
  readonly onLost: ((reason: BackendError) => void) | undefined;
}

/**
 * Runs the network of one recognizer on the first of its backends that works:
 *
 * ```
 * empty ──open──▶ opening ──▶ ready ──loss or failure──▶ empty
 *                    └─no backend works─▶ empty        any ──close──▶ closed
 * ```
 *
 * Opening tries the backends in order of preference. It starts after the one that failed last and
 * tries that one again at the end, because a lost device can often be created again. A run that fails
 * is repeated on the next backend, until every backend has had one more try.
 *
 * If there is a faster backend, the first answers are timed. If they are slow, the faster backend is
 * prepared while the first goes on answering, and takes over between two runs.
 */
export class BackendManager {
  readonly #options: ManagerOptions;
  #model: Reference<CompiledModel> | undefined;
  #opening: Promise<Reference<CompiledModel>> | undefined;
  #unwatch: (() => void) | undefined;
  #closed = false;
  #backend: BackendName;
  /** Why the last model was abandoned. */
  #reason: BackendError | undefined;
  #first = 0;
  /** Reopened without a call since the last answer. Bounded, because a device may die at once each time. */
  #reopened = 0;
  #running = 0;
  /** Set until it is known whether the first backend is fast enough. */
  #probe: LatencyProbe | undefined;
  /** The faster backend, ready to take over, and ms per image on the first one. */
  #successor: { readonly model: Reference<CompiledModel>; readonly slowness: number } | undefined;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#backend = options.names[0]!;
    if (options.faster) this.#probe = new LatencyProbe();
  }

  /** The backend in use, or the last one. */
  get backend(): BackendName {
    return this.#backend;
  }

  /** @throws BackendError of the last backend, or one that names each and why it does not work */
  async open(signal?: AbortSignal): Promise<void> {
    await this.#current(signal);
  }

  /** @throws BackendError once every backend has failed, RecognizerError `disposed` */
  async run(
    images: Float32Array,
    count: number,
  ): Promise<{ outputs: Float32Array; backend: BackendName }> {
    this.#running++;
    try {
      return await this.#run(images, count);
    } finally {
      this.#running--;
    }
  }

  close(): void {
    this.#closed = true;
    this.#releaseModel();
    this.#successor?.model.release();
  }

  async #run(
    images: Float32Array,
    count: number,
  ): Promise<{ outputs: Float32Array; backend: BackendName }> {
    for (let retries = this.#options.names.length; ; retries--) {
      this.#switchToFaster();
      const model = await this.#current();
      try {
        const { outputs, elapsed } = await model.value.backend.run(model.value, images, count);
        this.#probeLatency(model, elapsed, count);
        this.#reopened = 0;
        return { outputs, backend: model.value.backend.name };
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
        this.#abandon(model, error);
        if (retries === 0) throw error;
      }
    }
  }

  async #current(signal?: AbortSignal): Promise<Reference<CompiledModel>> {
    if (this.#model) return this.#model;
    this.#opening ??= this.#open(signal).finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #open(signal: AbortSignal | undefined): Promise<Reference<CompiledModel>> {
    const model = await this.#acquireFirst(signal);
    if (this.#closed) {
      model.release();
      throw new RecognizerError(
        'disposed',
        'The recognizer was disposed of while its backend was opening.',
      );
    }
    const { name } = model.value.backend;
    const reason = this.#reason;
    const changed = reason && (name !== this.#backend || reason.code === 'device-lost');
    this.#use(model);
    if (changed) notify(this.#options.onChange, name, reason);
    return model;
  }

  #use(model: Reference<CompiledModel>): void {
    this.#model = model;
    this.#backend = model.value.backend.name;
    this.#unwatch = model.value.backend.watch((loss) => this.#lose(model, loss));
  }

  async #acquireFirst(signal: AbortSignal | undefined): Promise<Reference<CompiledModel>> {
    const { names, acquire } = this.#options;
    const failures: BackendError[] = [];
    const order = [...names.slice(this.#first), ...names.slice(0, this.#first)];
    for (const name of order) {
      try {
        const model = await acquire(name, signal);
        failures.forEach((failure) => warnOfMissing(failure, name));
        return model;
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
        failures.push(error);
        // Only once: this network may be what kills the device.
        if (error.code === 'device-lost' && order.length === names.length) order.push(name);
      }
    }
    if (names.length === 1) throw failures.at(-1)!;
    throw new BackendError(
      'backend-unavailable',
      `None of the backends ${names.join(', ')} works here. ${failures.map(({ message }) => message).join(' ')}`,
      { cause: new AggregateError(failures) },
    );
  }

  #probeLatency(model: Reference<CompiledModel>, elapsed: number, count: number): void {
    const { names, faster } = this.#options;
    if (!this.#probe || !faster || model.value.backend.name !== names[0]) return;
    this.#probe.add(elapsed, count);
    const { slowness } = this.#probe;
    if (slowness === null) return;
    this.#probe = undefined;
    // If the faster backend does not work, the first one stays.
    this.#options.acquire(faster).then(
      (successor) => {
        if (this.#closed) successor.release();
        else this.#successor = { model: successor, slowness };
      },
      (error: unknown) => warnOfMissing(error, names[0]!),
    );
  }

  /** Called between two runs, so that no run loses its model. */
  #switchToFaster(): void {
    const successor = this.#successor;
    if (!successor) return;
    this.#successor = undefined;
    const before = this.#backend;
    const { name } = successor.model.value.backend;
    this.#releaseModel();
    this.#use(successor.model);
    if (name === before) return;
    const message = `The ${before} backend took ${Math.round(successor.slowness)} ms for an image, longer than a frame; ${name} takes over.`;
    notify(this.#options.onChange, name, new BackendError('backend-slow', message));
  }

  /** Opens the next backend at once, so that the next call need not wait for it. */
  #lose(model: Reference<CompiledModel>, loss: BackendError): void {
    this.#abandon(model, loss);
    // A run in progress opens the next backend itself and reports errors to its caller.
    if (this.#running > 0 || ++this.#reopened > this.#options.names.length) return;
    this.#current().catch((error: unknown) => {
      if (this.#running > 0 || !(error instanceof BackendError)) return;
      const message = `${loss.message} ${error.message}`;
      notify(this.#options.onLost, new BackendError('device-lost', message, { cause: error }));
    });
  }

  #abandon(model: Reference<CompiledModel>, reason: BackendError): void {
    if (this.#model !== model) return;
    this.#reason = reason;
    this.#first =
      (this.#options.names.indexOf(model.value.backend.name) + 1) % this.#options.names.length;
    this.#releaseModel();
  }

  #releaseModel(): void {
    this.#unwatch?.();
    this.#model?.release();
    this.#model = undefined;
  }
}

/** A network compiled for a backend. */
interface CompiledModel {
  readonly backend: SharedBackend;
  readonly executable: Executable;
  /** Number of outputs per image. */
  readonly outputLength: number;
  readonly dispose: () => void;
}

/** The compiled models of a page: one backend per name, one executable per network and backend. */
export class CompiledModels {
  readonly #registry: BackendRegistry;
  readonly #backends: RefCountedCache<SharedBackend>;
  readonly #models: RefCountedCache<CompiledModel>;

  constructor(registry: BackendRegistry, keepAliveMs: number) {
    this.#registry = registry;
    // Only models are kept alive. A backend goes with its last model, so an executable ends before its device.
    this.#backends = new RefCountedCache(({ backend }) => backend.dispose(), 0);
    this.#models = new RefCountedCache((model) => model.dispose(), keepAliveMs);
  }

  /** @throws BackendError, or the signal's reason */
  acquire(
    network: Network,
    name: BackendName,
    signal: AbortSignal | undefined,
  ): Promise<Reference<CompiledModel>> {
    const key = `${network.id} ${name}`;
    return this.#models.acquire(key, (context) => this.#compile(network, name, context), {
      signal,
    });
  }

  /** Fetches a backend's code ahead of time. If that fails, whoever needs the backend gets the error. */
  preload(name: BackendName): void {
    this.#registry[name]().catch(() => undefined);
  }

  async #compile(
    network: Network,
    name: BackendName,
    { signal, retire }: CreateContext,
  ): Promise<CompiledModel> {
    const create = (context: CreateContext) => this.#createBackend(name, context);
    const reference = await this.#backends.acquire(name, create, { signal });
    const backend = reference.value;
    try {
      const { plan, metadata } = network;
      const executable = await backend.compile(network);
      const unwatch = backend.watch(retire);
      const dispose = () => {
        unwatch();
        executable.dispose();
        reference.release();
      };
      const classes = metadata.labels.length + (metadata.notADigit === undefined ? 0 : 1);
      const outputLength = plan ? lengthOf(plan, plan.output) : classes;
      return { backend, executable, outputLength, dispose };
    } catch (error) {
      reference.release();
      throw error;
    }
  }

  async #createBackend(name: BackendName, { retire }: CreateContext): Promise<SharedBackend> {
    try {
      const module = await this.#registry[name]();
      const shared = new SharedBackend(await module.createBackend());
      shared.watch(retire);
      return shared;
    } catch (error) {
      throw asBackendError(name, error);
    }
  }
}

type LossListener = (loss: BackendError) => void;

interface Run {
  /** Finite numbers, one image's after the other's. */
  readonly outputs: Float32Array;
  /** Milliseconds, without the wait in the queue. */
  readonly elapsed: number;
}

/** A backend that models share. Runs one at a time; a run during which the device is lost fails. */
export class SharedBackend {
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

  get name(): BackendName {
    return this.backend.name;
  }

  /**
   * Calls `watcher` once when the device is lost, or soon if it already is. (A promise would keep
   * everyone who ever waited for it in memory as long as the device lives.)
   *
   * @returns a function that removes the watcher
   */
  watch(watcher: LossListener): () => void {
    const loss = this.#loss;
    if (loss) queueMicrotask(() => watcher(loss));
    else this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @throws BackendError, DescriptorError */
  compile({ plan, files }: Pick<Network, 'plan' | 'files'>): Promise<Executable> {
    const { backend } = this;
    return this.#untilLost(async () => {
      if (plan) return backend.compile(plan);
      if (!backend.compileFiles) throw files!.problem;
      return backend.compileFiles(files!);
    });
  }

  /** @throws BackendError `device-lost` or `backend-failed` */
  async run(
    { executable, outputLength }: Pick<CompiledModel, 'executable' | 'outputLength'>,
    images: Float32Array,
    count: number,
  ): Promise<Run> {
    const turn = this.#last.then(async () => {
      const start = performance.now();
      const outputs = await this.#untilLost(() => executable.run(images, count));
      return { outputs, elapsed: performance.now() - start };
    });
    this.#last = turn.catch(() => undefined);
    const run = await turn;
    checkOutputs(this.backend.name, run.outputs, count, count * outputLength);
    return run;
  }

  /** When a device is lost, pending work may never settle, or give zeros. */
  async #untilLost<T>(work: () => Promise<T>): Promise<T> {
    if (this.#loss) throw this.#loss;
    let unwatch: (() => void) | undefined;
    const loss = new Promise<never>((_, reject) => (unwatch = this.watch(reject)));
    try {
      return await Promise.race([work(), loss]);
    } catch (error) {
      // What is wrong with the network is wrong on every backend.
      if (error instanceof DescriptorError) throw error;
      const failure = asBackendError(this.backend.name, error);
      // A backend may notice before the platform reports it. Nobody new may get this device.
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

/** Any error inside a backend counts as that backend's failure, so that another can take over. */
function asBackendError(name: string, error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new BackendError('backend-failed', `The ${name} backend failed: ${reason}`, {
    cause: error,
  });
}

function checkOutputs(name: string, outputs: Float32Array, count: number, length: number): void {
  const wrong =
    outputs.length !== length
      ? `${outputs.length} outputs for ${count} images`
      : !outputs.every(Number.isFinite) && 'outputs that are not finite numbers';
  if (wrong) throw new BackendError('backend-failed', `The ${name} backend gave ${wrong}.`);
}

/** A frame at 60 Hz in ms. Blocking the page for longer is visible. */
const FRAME_MS = 16;

/** The first runs are slower than the rest, and any may be interrupted, so the fastest of three counts. */
const MEASURED_RUNS = 3;

/** Measures whether a backend that blocks the page is fast enough on this device. */
class LatencyProbe {
  #count = 0;
  #quickest = Infinity;

  /** @param elapsed milliseconds that `images` images took. */
  add(elapsed: number, images: number): void {
    this.#count++;
    this.#quickest = Math.min(this.#quickest, elapsed / images);
  }

  /**
   * Milliseconds per image in the fastest of the first runs if that is longer than a frame; null
   * otherwise, and until enough runs are measured.
   */
  get slowness(): number | null {
    return this.#count >= MEASURED_RUNS && this.#quickest > FRAME_MS ? this.#quickest : null;
  }
}
