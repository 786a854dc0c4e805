import type { BackendName, Recognizer, RecognizerOptions } from '../../recognizer/index.js';
import { deferred } from './deferred.js';

export type CreateRecognizer = (options: RecognizerOptions) => Promise<Recognizer>;

/** Which network on which backend; both as the attributes give them. */
export interface RecognizerChoice {
  readonly backend: string;
  /** URL of a descriptor; empty for the bundled network. */
  readonly model: string;
}

export type LoaderState = 'idle' | 'loading' | 'ready' | 'failed';

export interface LoaderListener {
  stateChanged(state: LoaderState): void;
  /** Bytes so far and in all. */
  progressed(loaded: number, total: number): void;
  failed(error: unknown): void;
  /** Another backend took over from one that failed, or a lost device was built again. */
  backendChanged(backend: BackendName): void;
  /** The device was lost and nothing took over; the recogniser tries again when it is used. */
  backendLost(error: unknown): void;
}

/**
 * Holds at most one recogniser, loads it when asked, and loads another when the choice changes. Of
 * several loads under way the last wins; what the others bring is given back.
 */
export class RecognizerLoader {
  readonly #create: CreateRecognizer;
  readonly #listener: LoaderListener;
  #choice: RecognizerChoice = { backend: 'auto', model: '' };
  #state: LoaderState = 'idle';
  #current: Recognizer | null = null;
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

  /** The recogniser as it stands; null unless the state is `ready`. */
  get current(): Recognizer | null {
    return this.#current;
  }

  /** Settles with the load under way or, while idle, the next one. Starts nothing. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Starts loading unless that is done or under way. After a failure it tries again. */
  load(): Promise<Recognizer> {
    if (this.#state === 'idle' || this.#state === 'failed') this.#start();
    return this.#loaded.promise;
  }

  /** Changes the choice; what was loaded or loading under the old one is loaded anew. */
  choose(choice: RecognizerChoice): void {
    if (choice.backend === this.#choice.backend && choice.model === this.#choice.model) return;
    this.#choice = choice;
    if (this.#state !== 'idle') this.reload();
  }

  reload(): void {
    this.release();
    this.#start();
  }

  /** Gives the recogniser back, or gives up loading it. */
  release(): void {
    this.#loading?.abort();
    this.#loading = null;
    this.#current?.dispose();
    this.#current = null;
    this.#renew();
    this.#enter('idle');
  }

  #start(): void {
    this.#renew();
    const loading = new AbortController();
    this.#loading = loading;
    this.#enter('loading');
    void this.#run(this.#choice, loading.signal);
  }

  async #run({ backend, model }: RecognizerChoice, signal: AbortSignal): Promise<void> {
    try {
      const recognizer = await this.#create({
        backend,
        ...(model !== '' && { model }),
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
      this.#current = recognizer;
      this.#loaded.resolve(recognizer);
      this.#enter('ready');
    } catch (error) {
      if (signal.aborted) return;
      this.#loaded.reject(error);
      this.#enter('failed');
      this.#listener.failed(error);
    }
  }

  /** A promise that settled told of an earlier load; the next load has its own. */
  #renew(): void {
    if (!this.#loaded.settled) return;
    this.#loaded = deferred();
    this.#ready = settledWith(this.#loaded.promise);
  }

  #enter(state: LoaderState): void {
    if (state === this.#state) return;
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
