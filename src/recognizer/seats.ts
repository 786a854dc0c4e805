import type { BackendName, Executable } from '../backends/backend.js';
import type { BackendError } from '../backends/backend-error.js';
import type { BackendRegistry } from '../backends/registry.js';
import type { Network } from './networks.js';
import { SharedPool, type Creation, type Lease } from './shared-pool.js';
import { asBackendError, Station, type Run } from './station.js';

/** A network ready to run on a backend. */
export class Seat {
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
