import type { BackendName, Recognizer, RecognizerOptions } from '../../recognizer/index.js';

export type CreateRecognizer = (options: RecognizerOptions) => Promise<Recognizer>;

/** Which network on which backend; all as the attributes give them. */
export interface RecognizerChoice {
  readonly backend: string;
  /** URL of a descriptor; empty for the bundled network. */
  readonly model: string;
  readonly crossOriginWeights: boolean;
}

export type LoaderState = 'idle' | 'loading' | 'ready' | 'failed';

export interface LoaderListener {
  /** Also where one load takes the place of another, which is `loading` after `loading`. */
  stateChanged(state: LoaderState): void;
  /** Bytes so far and in all. */
  progressed(loaded: number, total: number): void;
  failed(error: unknown): void;
  /** Another backend took over from one that failed, or a lost device was built again. */
  backendChanged(backend: BackendName): void;
  /** The device was lost and nothing took over; the recogniser tries again when it is used. */
  backendLost(error: unknown): void;
}

/** A recogniser, and what ends listening to it. */
interface Holding {
  readonly recognizer: Recognizer;
  readonly listening: AbortController;
}

/**
 * Holds at most one recogniser, loads it when asked, and loads another when the choice changes. The
 * one before works until the other is there, and goes on if it never is. Of several loads under way
 * the last wins; what the others bring is given back.
 */
export class RecognizerLoader {
  readonly #create: CreateRecognizer;
  readonly #listener: LoaderListener;
  #choice: RecognizerChoice = { backend: 'auto', model: '', crossOriginWeights: false };
  #state: LoaderState = 'idle';
  #holding: Holding | null = null;
  #loading: AbortController | null = null;
  #loaded = deferred<Recognizer>();
  #ready = settledWith(this.#loaded.promise);

  constructor(create: CreateRecognizer, listener: LoaderListener) {
    this.#create = create;
    this.#listener = listener;
  }

  get state(): LoaderState {
    return this.#state;
  }

  /** The recogniser that works at present, of an earlier choice unless the state is `ready`. */
  get current(): Recognizer | null {
    return this.#holding?.recognizer ?? null;
  }

  /** Settles with the load under way or, while idle, the next one. Starts nothing. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /**
   * The recogniser that was chosen: starts loading unless that is done or under way. After a failure
   * it is the one that works nonetheless or, where there is none, it tries again.
   */
  load(): Promise<Recognizer> {
    const { current } = this;
    if (this.#state === 'failed' && current) return Promise.resolve(current);
    if (this.#state === 'idle' || this.#state === 'failed') this.#start();
    return this.#loaded.promise;
  }

  /** The recogniser that works at present or, where there is none, the one that was chosen. */
  present(): Promise<Recognizer> {
    const { current } = this;
    return current ? Promise.resolve(current) : this.load();
  }

  /** Changes the choice; what was loaded or loading under the old one is loaded anew. */
  choose(choice: RecognizerChoice): void {
    const { backend, model, crossOriginWeights } = this.#choice;
    const isSame =
      choice.backend === backend &&
      choice.model === model &&
      choice.crossOriginWeights === crossOriginWeights;
    if (isSame) return;
    this.#choice = choice;
    if (this.#state !== 'idle') this.reload();
  }

  reload(): void {
    this.#loading?.abort();
    this.#start();
  }

  /** Gives the recogniser back, or gives up loading it. */
  release(): void {
    this.#loading?.abort();
    this.#loading = null;
    this.#replace(null);
    this.#renew();
    if (this.#state !== 'idle') this.#enter('idle');
  }

  #start(): void {
    this.#renew();
    const loading = new AbortController();
    this.#loading = loading;
    this.#enter('loading');
    void this.#run(this.#choice, loading);
  }

  async #run(choice: RecognizerChoice, listening: AbortController): Promise<void> {
    const { backend, model, crossOriginWeights } = choice;
    const { signal } = listening;
    try {
      const recognizer = await this.#create({
        backend,
        ...(model !== '' && { model }),
        crossOriginWeights,
        signal,
        onProgress: (loaded, total) => {
          if (!signal.aborted) this.#listener.progressed(loaded, total);
        },
        onBackendChange: (name) => {
          if (!signal.aborted) this.#listener.backendChanged(name);
        },
        onBackendLost: (error) => {
          if (!signal.aborted) this.#listener.backendLost(error);
        },
      });
      if (signal.aborted) {
        recognizer.dispose();
        return;
      }
      this.#loading = null;
      this.#replace({ recognizer, listening });
      this.#loaded.resolve(recognizer);
      this.#enter('ready');
    } catch (error) {
      if (signal.aborted) return;
      this.#loading = null;
      this.#loaded.reject(error);
      this.#enter('failed');
      this.#listener.failed(error);
    }
  }

  #replace(holding: Holding | null): void {
    this.#holding?.listening.abort();
    this.#holding?.recognizer.dispose();
    this.#holding = holding;
  }

  /** A promise that settled told of an earlier load; the next load has its own. */
  #renew(): void {
    if (!this.#loaded.settled) return;
    this.#loaded = deferred();
    this.#ready = settledWith(this.#loaded.promise);
  }

  #enter(state: LoaderState): void {
    this.#state = state;
    this.#listener.stateChanged(state);
  }
}

/** Settles as the given promise does, without its value and without unhandled rejections. */
function settledWith(promise: Promise<unknown>): Promise<void> {
  const settled = promise.then(() => undefined);
  settled.catch(() => undefined);
  return settled;
}

/** A promise and the means to settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly settled: boolean;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** @returns a deferred whose rejection, if nobody listens, is not reported as unhandled. */
export function deferred<T>(): Deferred<T> {
  let settled = false;
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => undefined);
  return {
    promise,
    get settled() {
      return settled;
    },
    resolve(value) {
      settled = true;
      resolve(value);
    },
    reject(reason) {
      settled = true;
      reject(reason);
    },
  };
}
