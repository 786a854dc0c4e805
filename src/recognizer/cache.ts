import { notify, untilAborted } from '../util/async.js';

/** A counted reference to a cached value, which lives until every reference is released. */
export interface Reference<T> {
  readonly value: T;
  /** Later calls do nothing. */
  release(): void;
}

type ProgressListener = (loaded: number, total: number) => void;

/** What the function that creates a value gets. */
export interface CreateContext {
  /** Aborts when nobody waits for the value any more. */
  readonly signal: AbortSignal;
  /** Reports progress to all who wait; progress that would run backwards is dropped. */
  readonly report: ProgressListener;
  /** Call it when the value no longer works: new calls create another, present holders keep it. */
  readonly retire: () => void;
}

export interface AcquireOptions {
  /** Ends this wait. Creation goes on as long as anyone else waits. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

interface Entry<T> {
  readonly value: Promise<T>;
  readonly controller: AbortController;
  readonly listeners: Set<ProgressListener>;
  progress: Parameters<ProgressListener> | undefined;
  /** Waiting calls and unreleased references. */
  holders: number;
  created: boolean;
  releaseTimer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Shares values that are expensive to create, one per key, and counts references to them. Acquiring a
 * value that is being created waits for it. Failures are not cached: the next call tries again.
 */
export class RefCountedCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #discard: (value: T) => void;
  readonly #keepAliveMs: number;

  /**
   * @param discard called once per value, after its last reference is released
   * @param keepAliveMs how long an unused value is kept, in ms
   */
  constructor(discard: (value: T) => void, keepAliveMs: number) {
    this.#discard = discard;
    this.#keepAliveMs = keepAliveMs;
  }

  async acquire(
    key: string,
    create: (context: CreateContext) => Promise<T>,
    { signal, onProgress }: AcquireOptions = {},
  ): Promise<Reference<T>> {
    signal?.throwIfAborted();
    const entry = this.#entries.get(key) ?? this.#begin(key, create);
    clearTimeout(entry.releaseTimer);
    entry.holders += 1;
    // A new function, so that two waits with the same callback are distinct.
    const listener: ProgressListener = (loaded, total) => notify(onProgress, loaded, total);
    entry.listeners.add(listener);
    if (entry.progress) listener(...entry.progress);
    try {
      const value = await untilAborted(entry.value, signal);
      return createReference(value, () => this.#release(key, entry));
    } catch (error) {
      this.#release(key, entry);
      throw error;
    } finally {
      entry.listeners.delete(listener);
    }
  }

  #begin(key: string, create: (context: CreateContext) => Promise<T>): Entry<T> {
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
      // Deferred, so that `entry` exists even if `create` reports or throws synchronously.
      value: Promise.resolve().then(() => create({ signal: controller.signal, report, retire })),
      controller,
      listeners: new Set(),
      progress: undefined,
      holders: 0,
      created: false,
      releaseTimer: undefined,
    };
    entry.value.then(
      () => (entry.created = true),
      () => this.#forget(key, entry),
    );
    this.#entries.set(key, entry);
    return entry;
  }

  /** @returns whether it was in the map */
  #forget(key: string, entry: Entry<T>): boolean {
    return this.#entries.get(key) === entry && this.#entries.delete(key);
  }

  #release(key: string, entry: Entry<T>): void {
    entry.holders -= 1;
    if (entry.holders > 0) return;
    const end = () => {
      this.#forget(key, entry);
      this.#end(entry);
    };
    const isReusable = entry.created && this.#entries.get(key) === entry && this.#keepAliveMs > 0;
    if (!isReusable) return end();
    entry.releaseTimer = setTimeout(end, this.#keepAliveMs);
    // A timer would keep a Node process alive.
    (entry.releaseTimer as { unref?: () => void }).unref?.();
  }

  /** Called once per entry, when it is out of the map and unused. */
  #end(entry: Entry<T>): void {
    clearTimeout(entry.releaseTimer);
    entry.controller.abort();
    entry.value.then(this.#discard, () => undefined);
  }
}

function createReference<T>(value: T, release: () => void): Reference<T> {
  let held = true;
  return {
    value,
    release: () => {
      if (held) release();
      held = false;
    },
  };
}
