import {
  type Backend,
  BackendError,
  type BackendName,
  type Executable,
} from '../backends/backend.js';
import type { BackendRegistry } from '../backends/choose.js';
import type { Plan } from '../graph/index.js';
import { notify } from '../util/async.js';
import { ChunkLoadError } from '../util/lazy-import.js';
import { type Creation, type Lease, SharedPool } from './cache.js';
import type { Network } from './create.js';
import { CLASSES } from './output.js';
import { RecognizerError } from './types.js';

/** One warning is enough for a page. */
let hasWarned = false;

/** A file of the library that is not found where a page works without is for its author to hear of. */
function warnOfMissing(error: unknown, instead: BackendName): void {
  if (hasWarned || !(error instanceof BackendError && error.cause instanceof ChunkLoadError))
    return;
  hasWarned = true;
  console.warn(`digit-recognizer computes on ${instead} instead. ${error.message}`);
}

interface EngineOptions {
  /** In order of preference; at least one. */
  readonly names: readonly BackendName[];
  readonly take: (name: BackendName, signal?: AbortSignal) => Promise<Lease<Seat>>;
  readonly onChange: ((backend: BackendName, reason: BackendError) => void) | undefined;
  /** Goes on from the first to this one if the first turns out to be slow on this device. */
  readonly faster?: BackendName | undefined;
  readonly onLost: ((reason: BackendError) => void) | undefined;
}

/**
 * Where one recogniser computes: a small state machine.
 *
 * ```
 * empty ──open──▶ opening ──▶ seated ──loss or failure──▶ empty
 *                    └─none works─▶ empty        any ──close──▶ closed
 * ```
 *
 * Opening tries the backends in order of preference, starting behind the one that broke last and
 * coming back to it at the end: a lost device can often be had again, also one that was lost while it
 * was made ready. A run that broke is repeated on the next seat, until every backend has had one more
 * try.
 *
 * Where there is a faster backend to go on to, the answers of the first are timed. If they are slow,
 * the other one is made ready while the first goes on answering, and takes over between two runs.
 */
export class Engine {
  readonly #options: EngineOptions;
  #seat: Lease<Seat> | undefined;
  #opening: Promise<Lease<Seat>> | undefined;
  #unwatch: (() => void) | undefined;
  #closed = false;
  #backend: BackendName;
  /** Why the last seat was left. */
  #reason: BackendError | undefined;
  #first = 0;
  /** Seats opened unasked since the last answer: a device that dies at once is not chased for ever. */
  #unasked = 0;
  #running = 0;
  /** Until it is known whether the first backend is quick enough. */
  #pace: Pace | undefined;
  /** The faster backend, ready to take over, and milliseconds that an image took on the first one. */
  #successor: { readonly seat: Lease<Seat>; readonly slowness: number } | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#backend = options.names[0]!;
    if (options.faster) this.#pace = new Pace();
  }

  /** The backend of the present seat, or of the last one. */
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
    this.#giveUp();
    this.#successor?.seat.release();
  }

  async #run(
    images: Float32Array,
    count: number,
  ): Promise<{ outputs: Float32Array; backend: BackendName }> {
    for (let retries = this.#options.names.length; ; retries--) {
      this.#succeed();
      const seat = await this.#current();
      try {
        const { outputs, elapsed } = await seat.value.run(images, count);
        this.#time(seat, elapsed, count);
        this.#unasked = 0;
        return { outputs, backend: seat.value.name };
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
        this.#leave(seat, error);
        if (retries === 0) throw error;
      }
    }
  }

  async #current(signal?: AbortSignal): Promise<Lease<Seat>> {
    if (this.#seat) return this.#seat;
    this.#opening ??= this.#open(signal).finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #open(signal: AbortSignal | undefined): Promise<Lease<Seat>> {
    const seat = await this.#takeFirst(signal);
    if (this.#closed) {
      seat.release();
      throw new RecognizerError('disposed', 'The recogniser was disposed of meanwhile.');
    }
    const { name } = seat.value;
    const reason = this.#reason;
    const changed = reason && (name !== this.#backend || reason.code === 'device-lost');
    this.#sit(seat);
    if (changed) notify(this.#options.onChange, name, reason);
    return seat;
  }

  #sit(seat: Lease<Seat>): void {
    this.#seat = seat;
    this.#backend = seat.value.name;
    this.#unwatch = seat.value.watch((loss) => this.#lose(seat, loss));
  }

  async #takeFirst(signal: AbortSignal | undefined): Promise<Lease<Seat>> {
    const { names, take } = this.#options;
    const failures: BackendError[] = [];
    const order = [...names.slice(this.#first), ...names.slice(0, this.#first)];
    for (const name of order) {
      try {
        const seat = await take(name, signal);
        failures.forEach((failure) => warnOfMissing(failure, name));
        return seat;
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
        failures.push(error);
        // Once only: a device may die of the very network that it is made ready for.
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

  #time(seat: Lease<Seat>, elapsed: number, count: number): void {
    const { names, faster } = this.#options;
    if (!this.#pace || !faster || seat.value.name !== names[0]) return;
    this.#pace.add(elapsed, count);
    const { slowness } = this.#pace;
    if (slowness === null) return;
    this.#pace = undefined;
    // Where the faster one does not work, the first, which does, is kept.
    this.#options.take(faster).then(
      (successor) => {
        if (this.#closed) successor.release();
        else this.#successor = { seat: successor, slowness };
      },
      (error: unknown) => warnOfMissing(error, names[0]!),
    );
  }

  /** Between two runs, so that none loses its seat. */
  #succeed(): void {
    const successor = this.#successor;
    if (!successor) return;
    this.#successor = undefined;
    const before = this.#backend;
    const { name } = successor.seat.value;
    this.#giveUp();
    this.#sit(successor.seat);
    if (name === before) return;
    const message = `The ${before} backend took ${Math.round(successor.slowness)} ms for an image, longer than a frame; ${name} takes over.`;
    notify(this.#options.onChange, name, new BackendError('backend-slow', message));
  }

  /** The device went: look for the next at once, so that the next call need not wait for it. */
  #lose(seat: Lease<Seat>, loss: BackendError): void {
    this.#leave(seat, loss);
    // A run under way looks for itself, and tells its caller what it found.
    if (this.#running > 0 || ++this.#unasked > this.#options.names.length) return;
    this.#current().catch((error: unknown) => {
      if (this.#running > 0 || !(error instanceof BackendError)) return;
      const message = `${loss.message} ${error.message}`;
      notify(this.#options.onLost, new BackendError('device-lost', message, { cause: error }));
    });
  }

  #leave(seat: Lease<Seat>, reason: BackendError): void {
    if (this.#seat !== seat) return;
    this.#reason = reason;
    this.#first = (this.#options.names.indexOf(seat.value.name) + 1) % this.#options.names.length;
    this.#giveUp();
  }

  #giveUp(): void {
    this.#unwatch?.();
    this.#seat?.release();
    this.#seat = undefined;
  }
}

/** A network ready to run on a backend. */
class Seat {
  readonly name: BackendName;
  readonly #station: Lease<Station>;
  readonly #executable: Executable;
  readonly #unwatch: () => void;

  /** @param retire called when the device is lost. */
  constructor(station: Lease<Station>, executable: Executable, retire: () => void) {
    this.name = station.value.backend.name;
    this.#unwatch = station.value.watch(retire);
    this.#station = station;
    this.#executable = executable;
  }

  run(images: Float32Array, count: number): Promise<Run> {
    return this.#station.value.run(this.#executable, images, count);
  }

  /** As {@link Station.watch}. */
  watch(watcher: (loss: BackendError) => void): () => void {
    return this.#station.value.watch(watcher);
  }

  dispose(): void {
    this.#unwatch();
    this.#executable.dispose();
    this.#station.release();
  }
}

/** The seats of a page: one backend per name, one executable per network and backend. */
export class Seats {
  readonly #registry: BackendRegistry;
  readonly #stations: SharedPool<Station>;
  readonly #seats: SharedPool<Seat>;

  constructor(registry: BackendRegistry, linger: number) {
    this.#registry = registry;
    // Seats alone linger; a station goes with its last seat, so that the two end in this order.
    this.#stations = new SharedPool((station) => station.backend.dispose(), 0);
    this.#seats = new SharedPool((seat) => seat.dispose(), linger);
  }

  /** @throws BackendError, or the signal's reason */
  acquire(
    network: Network,
    name: BackendName,
    signal: AbortSignal | undefined,
  ): Promise<Lease<Seat>> {
    const key = `${network.id} ${name}`;
    return this.#seats.acquire(key, (creation) => this.#take(network, name, creation), { signal });
  }

  /** Fetches a backend's code ahead of time. Should that fail, whoever needs it will be told. */
  preload(name: BackendName): void {
    this.#registry[name]().catch(() => undefined);
  }

  async #take(network: Network, name: BackendName, { signal, retire }: Creation): Promise<Seat> {
    const open = (creation: Creation) => this.#open(name, creation);
    const station = await this.#stations.acquire(name, open, { signal });
    try {
      return new Seat(station, await station.value.compile(network.plan), retire);
    } catch (error) {
      station.release();
      throw error;
    }
  }

  async #open(name: BackendName, { retire }: Creation): Promise<Station> {
    try {
      const module = await this.#registry[name]();
      const station = new Station(await module.createBackend());
      station.watch(retire);
      return station;
    } catch (error) {
      throw asBackendError(name, error);
    }
  }
}

type LossListener = (loss: BackendError) => void;

interface Run {
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
function asBackendError(name: string, error: unknown): BackendError {
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

/** A frame of a 60 Hz display, in milliseconds: an answer that blocks the page for longer is seen. */
const FRAME_MS = 16;

/** Answers to measure: the first ones are slower than the rest, and any may have been interrupted. */
const MEASURED = 3;

/** Judges by the answers themselves whether a backend that blocks the page is quick enough here. */
class Pace {
  #count = 0;
  #quickest = Infinity;

  /** @param elapsed milliseconds that `images` images took. */
  add(elapsed: number, images: number): void {
    this.#count++;
    this.#quickest = Math.min(this.#quickest, elapsed / images);
  }

  /**
   * Milliseconds that an image took in the quickest of the first answers, if even that is longer than
   * a frame; else null, and before that.
   */
  get slowness(): number | null {
    return this.#count >= MEASURED && this.#quickest > FRAME_MS ? this.#quickest : null;
  }
}
