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

interface Cached<T> {
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
  readonly #values = new Map<string, Cached<T>>();
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
    const cached = this.#values.get(key) ?? this.#begin(key, create);
    clearTimeout(cached.releaseTimer);
    cached.holders += 1;
    // A new function, so that two waits with the same callback are distinct.
    const listener: ProgressListener = (loaded, total) => notify(onProgress, loaded, total);
    cached.listeners.add(listener);
    if (cached.progress) listener(...cached.progress);
    try {
      const value = await untilAborted(cached.value, signal);
      return createReference(value, () => this.#release(key, cached));
    } catch (error) {
      this.#release(key, cached);
      throw error;
    } finally {
      cached.listeners.delete(listener);
    }
  }

  #begin(key: string, create: (context: CreateContext) => Promise<T>): Cached<T> {
    const controller = new AbortController();
    const retire = () => {
      if (this.#forget(key, cached) && cached.holders === 0) this.#end(cached);
    };
    const report: ProgressListener = (loaded, total) => {
      if (cached.progress && loaded < cached.progress[0]) return;
      cached.progress = [loaded, total];
      for (const listener of cached.listeners) listener(loaded, total);
    };
    const cached: Cached<T> = {
      // Deferred, so that `cached` exists even if `create` reports or throws synchronously.
      value: Promise.resolve().then(() => create({ signal: controller.signal, report, retire })),
      controller,
      listeners: new Set(),
      progress: undefined,
      holders: 0,
      created: false,
      releaseTimer: undefined,
    };
    cached.value.then(
      () => (cached.created = true),
      () => this.#forget(key, cached),
    );
    this.#values.set(key, cached);
    return cached;
  }

  /** @returns whether it was in the map */
  #forget(key: string, cached: Cached<T>): boolean {
    return this.#values.get(key) === cached && this.#values.delete(key);
  }

  #release(key: string, cached: Cached<T>): void {
    cached.holders -= 1;
    if (cached.holders > 0) return;
    const end = () => {
      this.#forget(key, cached);
      this.#end(cached);
    };
    const isReusable = cached.created && this.#values.get(key) === cached && this.#keepAliveMs > 0;
    if (!isReusable) return end();
    cached.releaseTimer = setTimeout(end, this.#keepAliveMs);
    // A timer would keep a Node process alive.
    (cached.releaseTimer as { unref?: () => void }).unref?.();
  }

  /** Called once per value, when it is out of the map and unused. */
  #end(cached: Cached<T>): void {
    clearTimeout(cached.releaseTimer);
    cached.controller.abort();
    cached.value.then(this.#discard, () => undefined);
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
