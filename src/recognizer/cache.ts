import { notify, untilAborted } from '../util/async.js';

/** A share in a pooled value, which stays alive until every holder has released its lease. */
export interface Lease<T> {
  readonly value: T;
  /** Later calls do nothing. */
  release(): void;
}

type ProgressListener = (loaded: number, total: number) => void;

/** What the creator of a pooled value is given. */
export interface Creation {
  /** Aborted once nobody waits for the value any more. */
  readonly signal: AbortSignal;
  /** Passed on to all who wait, unless it would run backwards. */
  readonly report: ProgressListener;
  /** Call it when the value has gone bad: no new holder gets it; those who have it keep it. */
  readonly retire: () => void;
}

export interface Demand {
  /** Stops this wait; the creation goes on as long as anyone else waits. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

interface Entry<T> {
  readonly value: Promise<T>;
  readonly controller: AbortController;
  readonly listeners: Set<ProgressListener>;
  progress: Parameters<ProgressListener> | undefined;
  /** Those who wait and those who hold. */
  holders: number;
  created: boolean;
  farewell: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Values that are costly to make, one per key, shared and counted. Asking for one that is being made
 * joins the wait. A failure is not kept: the next to ask tries again.
 */
export class SharedPool<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #discard: (value: T) => void;
  readonly #linger: number;

  /**
   * @param discard called once per value, after its last holder has gone.
   * @param linger milliseconds for which a value without holders waits for one to come back.
   */
  constructor(discard: (value: T) => void, linger: number) {
    this.#discard = discard;
    this.#linger = linger;
  }

  async acquire(
    key: string,
    create: (creation: Creation) => Promise<T>,
    { signal, onProgress }: Demand = {},
  ): Promise<Lease<T>> {
    signal?.throwIfAborted();
    const entry = this.#entries.get(key) ?? this.#begin(key, create);
    clearTimeout(entry.farewell);
    entry.holders += 1;
    // A function of its own, so that two waits with one callback are told apart.
    const listener: ProgressListener = (loaded, total) => notify(onProgress, loaded, total);
    entry.listeners.add(listener);
    if (entry.progress) listener(...entry.progress);
    try {
      const value = await untilAborted(entry.value, signal);
      return createLease(value, () => this.#leave(key, entry));
    } catch (error) {
      this.#leave(key, entry);
      throw error;
    } finally {
      entry.listeners.delete(listener);
    }
  }

  #begin(key: string, create: (creation: Creation) => Promise<T>): Entry<T> {
    const controller = new AbortController();
    const retire = () => {
      if (this.#forget(key, entry) && entry.holders === 0) this.#end(entry);
    };
    const report: ProgressListener = (loaded, total) => {
      if (entry.progress && loaded < entry.progress[0]) return;
      entry.progress = [loaded, total];
      for (const listener of entry.listeners) listener(loaded, total);
    };
    const entry: Entry<T> = {
      // A moment later, so that `entry` is there even for a creator that reports or fails at once.
      value: Promise.resolve().then(() => create({ signal: controller.signal, report, retire })),
      controller,
      listeners: new Set(),
      progress: undefined,
      holders: 0,
      created: false,
      farewell: undefined,
    };
    entry.value.then(
      () => (entry.created = true),
      () => this.#forget(key, entry),
    );
    this.#entries.set(key, entry);
    return entry;
  }

  /** @returns whether it was still there. */
  #forget(key: string, entry: Entry<T>): boolean {
    return this.#entries.get(key) === entry && this.#entries.delete(key);
  }

  #leave(key: string, entry: Entry<T>): void {
    entry.holders -= 1;
    if (entry.holders > 0) return;
    const goodbye = () => {
      this.#forget(key, entry);
      this.#end(entry);
    };
    const mayComeBack = entry.created && this.#entries.get(key) === entry && this.#linger > 0;
    if (!mayComeBack) return goodbye();
    entry.farewell = setTimeout(goodbye, this.#linger);
    // In Node a timer would keep the process alive.
    (entry.farewell as { unref?: () => void }).unref?.();
  }

  /** Reached once per entry: it is out of the map and without holders. */
  #end(entry: Entry<T>): void {
    clearTimeout(entry.farewell);
    entry.controller.abort();
    entry.value.then(this.#discard, () => undefined);
  }
}

function createLease<T>(value: T, leave: () => void): Lease<T> {
  let held = true;
  return {
    value,
    release: () => {
      if (held) leave();
      held = false;
    },
  };
}
