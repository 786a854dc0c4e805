import { copyDrawing, type Drawing } from '../ink/index.js';
import type {
  BackendName,
  RecognizeOptions,
  Recognizer,
  RecognizerOptions,
  Result,
} from '../recognizer/index.js';
import type { DrawingStore } from './history.js';

export type CreateRecognizer = (options: RecognizerOptions) => Promise<Recognizer>;

/** Which network on which backend; all as the attributes give them. */
export interface RecognizerChoice {
  readonly backend: string;
  /** URL of a descriptor; empty for the bundled network. */
  readonly model: string;
  readonly crossOriginWeights: boolean;
}

export type LoaderState = 'idle' | 'loading' | 'ready' | 'failed';

interface LoaderListener {
  /** Also where one load takes the place of another, which is `loading` after `loading`. */
  stateChanged(state: LoaderState): void;
  /** Bytes so far and in all. */
  progressed(loaded: number, total: number): void;
  failed(error: unknown): void;
  /** Another backend took over from one that failed, or a lost device was built again. */
  backendChanged(backend: BackendName): void;
  /** The device was lost and nothing took over; the recognizer tries again when it is used. */
  backendLost(error: unknown): void;
}

/** A recognizer, and what ends listening to it. */
interface Holding {
  readonly recognizer: Recognizer;
  readonly listening: AbortController;
}

/**
 * Holds at most one recognizer, loads it when asked, and loads another when the choice changes. The
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

  /** The recognizer that works at present, of an earlier choice unless the state is `ready`. */
  get current(): Recognizer | null {
    return this.#holding?.recognizer ?? null;
  }

  /** Settles with the load under way or, while idle, the next one. Starts nothing. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /**
   * The recognizer that was chosen: starts loading unless that is done or under way. After a failure
   * it is the one that works nonetheless or, where there is none, it tries again.
   */
  load(): Promise<Recognizer> {
    const { current } = this;
    if (this.#state === 'failed' && current) return Promise.resolve(current);
    if (this.#state === 'idle' || this.#state === 'failed') this.#start();
    return this.#loaded.promise;
  }

  /** The recognizer that works at present or, where there is none, the one that was chosen. */
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

  /** Gives the recognizer back, or gives up loading it. */
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

interface RunnerListener {
  /** The result for the drawing as it stands now. */
  recognized(result: Result): void;
  /** The recognizer failed on the drawing; loading failures are the loader's to report. */
  failed(error: unknown): void;
  /** Recognizing began or ended. */
  busyChanged(busy: boolean): void;
}

interface Run {
  readonly version: number;
  /** It waits for the recognizer that was chosen, though another may work until then. */
  readonly chosen: boolean;
  readonly answer: Promise<Result | null>;
}

/**
 * Decides when the drawing is recognized, and sees to it that only an answer to the drawing as it
 * stands is reported. One scheduled recognition runs at a time: while it runs, later requests merge
 * into one more at its end, so that drawing never waits for a slow device.
 */
export class RecognitionRunner {
  readonly #store: DrawingStore;
  readonly #loader: RecognizerLoader;
  readonly #drawnOn: () => RecognizeOptions;
  readonly #listener: RunnerListener;
  /** Counts the states of the drawing and of the recognizer, to tell whether an answer is stale. */
  #version = 0;
  /** The version that the last reported result belongs to. */
  #answered = -1;
  #answeredBy: Recognizer | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run: Run | null = null;
  /** All recognitions that have not ended, those that another took the place of among them. */
  readonly #unfinished = new Set<Promise<unknown>>();
  /** Tells a request that waits for its turn whether it was taken back or overtaken. */
  #turn = 0;

  /**
   * @param drawnOn the surface that the drawing is on at present.
   * @internal
   */
  constructor(
    store: DrawingStore,
    loader: RecognizerLoader,
    drawnOn: () => RecognizeOptions,
    listener: RunnerListener,
  ) {
    this.#store = store;
    this.#loader = loader;
    this.#drawnOn = drawnOn;
    this.#listener = listener;
    store.subscribe((change) => {
      if (change !== 'frame') this.#version++;
    });
  }

  get isBusy(): boolean {
    return this.#run !== null;
  }

  /** Resolves when no recognition is under way any more, in whatever way they ended. */
  async settled(): Promise<void> {
    while (this.#unfinished.size > 0) await Promise.allSettled(this.#unfinished);
  }

  /** Recognizes the drawing after `delay` milliseconds without another call of this or `cancel`. */
  schedule(delay: number): void {
    this.cancel();
    this.#timer = setTimeout(() => void this.#request(), delay);
  }

  /** As {@link schedule} with no delay, but does not put off a recognition already due. */
  soon(): void {
    this.#timer ??= setTimeout(() => void this.#request(), 0);
  }

  /** Takes back what was scheduled. An answer on its way is still reported if nothing changed. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn++;
  }

  /**
   * Makes an answer on its way count as stale, and takes back what was scheduled: there is no
   * recognizer any more, and none is to be loaded for what nobody asked for.
   */
  invalidate(): void {
    this.cancel();
    this.#version++;
  }

  /**
   * Recognizes the drawing as it is, with the recognizer that was chosen.
   *
   * @returns null for an empty drawing.
   */
  now(): Promise<Result | null> {
    return this.#start(true);
  }

  #start(chosen: boolean): Promise<Result | null> {
    this.cancel();
    const version = this.#version;
    const other = this.#run;
    if (other?.version === version && (other.chosen === chosen || !this.#isSwitching))
      return other.answer;
    const strokes = copyDrawing(this.#store.strokes);
    const answer = this.#recognize(version, strokes, chosen);
    const run: Run = { version, chosen, answer };
    this.#run = run;
    this.#unfinished.add(run.answer);
    this.#listener.busyChanged(true);
    const done = (): void => {
      this.#unfinished.delete(run.answer);
      if (this.#run !== run) return;
      this.#run = null;
      this.#listener.busyChanged(false);
    };
    run.answer.then(done, done);
    return run.answer;
  }

  async #request(): Promise<void> {
    this.#timer = undefined;
    const turn = ++this.#turn;
    // What waits for another network must not keep the present one from reading.
    if (!(this.#run?.chosen && this.#isSwitching)) {
      await this.#run?.answer.catch(() => undefined);
    }
    const isAnswered =
      this.#answered === this.#version && this.#answeredBy === this.#loader.current;
    if (turn === this.#turn && !isAnswered) await this.#start(false).catch(() => undefined);
  }

  /** A recognizer works while another is loaded. */
  get #isSwitching(): boolean {
    return this.#loader.state === 'loading' && this.#loader.current !== null;
  }

  async #recognize(version: number, strokes: Drawing, chosen: boolean): Promise<Result | null> {
    if (strokes.length === 0) return null;
    const drawnOn = this.#drawnOn();
    for (;;) {
      const recognizer = await (chosen ? this.#loader.load() : this.#loader.present());
      try {
        const result = await recognizer.recognize(strokes, drawnOn);
        if (result !== null && version === this.#version) {
          this.#answered = version;
          this.#answeredBy = recognizer;
          this.#listener.recognized(result);
        }
        return result;
      } catch (error) {
        // The choice changed meanwhile: the drawing goes to the recognizer that is wanted now.
        if (recognizer !== this.#loader.current) continue;
        if (version === this.#version) this.#listener.failed(error);
        throw error;
      }
    }
  }
}
