import type { ComplexAttributeConverter, ReactiveController, ReactiveControllerHost } from 'lit';
import {
  type BackendName,
  CodedError,
  type Recognizer,
  type RecognizerOptions,
} from '../recognizer/index.js';
import { whenNear, dispatchDigitEvent } from './dom.js';
import type { DigitErrorCode, EventPrefix } from './events.js';
import type { DrawingStore } from './history.js';

/** @param learn as in {@link RecognizerChoice} */
export type CreateRecognizer = (
  options: RecognizerOptions & Pick<RecognizerChoice, 'learn'>,
) => Promise<Recognizer>;

/** Which network on which backend; all as the attributes give them. */
export interface RecognizerChoice {
  readonly backend: string;
  /** URL of a descriptor; empty for the bundled network. */
  readonly model: string;
  readonly crossOriginWeights: boolean;
  /** Key of the hand that it learns, empty for one of its own; null if it learns none. */
  readonly learn: string | null;
}

/** What a field shows of its recognizer. */
export type RecognitionState =
  | { readonly kind: 'idle' }
  /** `fraction`: 0 to 1, or null while the number of bytes is unknown. */
  | { readonly kind: 'loading'; readonly fraction: number | null }
  | { readonly kind: 'ready'; readonly backend: BackendName }
  /** `message` is the error's. */
  | { readonly kind: 'failed'; readonly at: 'loading' | 'reading'; readonly message: string };

/** The recognizer that was chosen. */
type Chosen =
  | { readonly state: 'idle' | 'ready' }
  | { readonly state: 'loading'; readonly loading: AbortController; fraction: number | null }
  | { readonly state: 'failed'; readonly message: string };

/**
 * The drawing: changed since it was read; to be read as soon as another reading has ended; or read.
 * It is due after a while as long as there is a timer.
 */
type DrawingState = 'stale' | 'waiting' | 'read';

/** The recognizer that works, which may be of an earlier choice, and what ends listening to it. */
interface Working {
  readonly recognizer: Recognizer;
  readonly listening: AbortController;
}

interface Reading<R> {
  /** Of the drawing. */
  readonly version: number;
  /** It waits for the recognizer that was chosen, though another works until then. */
  readonly isOfChosen: boolean;
  readonly answer: Promise<R | null>;
}

/** What a field does with its recognizer. */
export interface Reader<R> {
  /** What the names of the host's events begin with. */
  prefix(): EventPrefix;
  /** @returns what reads the drawing as it is now, also if it changes meanwhile. */
  capture(): (recognizer: Recognizer) => Promise<R | null>;
  /** The drawing as it is now was read. */
  recognized(result: R): void;
}

/**
 * Loads a recognizer when it is time, and reads the drawing with it. It tells the page by the host's
 * `digit-ready`, `digit-progress` and `digit-error` events.
 *
 * If another recognizer is chosen, the one before reads on until the other is there, or for good if it
 * cannot be loaded. Of several choices the last wins.
 *
 * One scheduled reading runs at a time. Those that become due meanwhile are one at its end, so a slow
 * device never holds up the pen. Only a result of the drawing as it is now is reported.
 */
export class Recognition<R> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #store: DrawingStore;
  readonly #create: CreateRecognizer;
  readonly #reader: Reader<R>;
  #choice: RecognizerChoice = {
    backend: 'auto',
    model: '',
    crossOriginWeights: false,
    learn: null,
  };
  #chosen: Chosen = { state: 'idle' };
  #loaded = deferred<Recognizer>();
  #working: Working | null = null;
  #backend: BackendName | null = null;
  #drawing: DrawingState = 'stale';
  /** Counts the states of the drawing. */
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The last reading, until it ends. */
  #reading: Reading<R> | null = null;
  /** The number of all readings that have not ended. */
  #unanswered = 0;
  /** Why the last reading failed. */
  #readingFailure: string | null = null;
  #stopWaiting: () => void = () => undefined;

  /** @internal */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    store: DrawingStore,
    create: CreateRecognizer,
    reader: Reader<R>,
  ) {
    this.#host = host;
    this.#store = store;
    this.#create = create;
    this.#reader = reader;
    store.subscribe((change) => {
      if (change !== 'frame') this.#outdate();
    });
    host.addController(this);
  }

  /** Settles with the load under way or, while idle, the next one. Starts nothing. */
  get ready(): Promise<void> {
    return this.#loaded.settled;
  }

  /** What works at present; null where there is no recognizer, or it lost its device. */
  get backend(): BackendName | null {
    return this.#backend;
  }

  /** A drawing is being read. */
  get isReading(): boolean {
    return this.#reading !== null && this.#working !== null;
  }

  get state(): RecognitionState {
    const chosen = this.#chosen;
    const failure = this.#readingFailure;
    if (failure !== null) return { kind: 'failed', at: 'reading', message: failure };
    if (chosen.state === 'failed')
      return { kind: 'failed', at: 'loading', message: chosen.message };
    if (chosen.state === 'loading') return { kind: 'loading', fraction: chosen.fraction };
    return this.#backend === null ? { kind: 'idle' } : { kind: 'ready', backend: this.#backend };
  }

  hostConnected(): void {
    this.#stopWaiting = whenNear(this.#host, () => this.load());
  }

  hostDisconnected(): void {
    this.#stopWaiting();
    // An element that is only moved is back by then.
    queueMicrotask(() => this.#releaseIfUnused());
  }

  /** Changes the choice; what was loaded or loading under the old one is loaded anew. */
  choose(choice: RecognizerChoice): void {
    const names = Object.keys(choice) as (keyof RecognizerChoice)[];
    const isSame = names.every((name) => choice[name] === this.#choice[name]);
    if (isSame) return;
    this.#choice = choice;
    if (this.#chosen.state !== 'idle') void this.#load();
  }

  /** The recognizer is wanted; does nothing if it is there, is on its way, or failed. */
  load(): void {
    this.#stopWaiting();
    if (this.#chosen.state === 'idle') void this.#load();
  }

  /** After a failure: loads anew, then reads what was drawn. */
  retry(): void {
    void this.#load();
  }

  /**
   * Reads the drawing after a while, or while it is being drawn. While nothing asked for the
   * recognizer yet, the drawing is left until it is loaded.
   *
   * @param delay in milliseconds without another call, or `live` to read as fast as the recognizer answers.
   */
  schedule(delay: RecognizeDelay): void {
    if (this.#chosen.state === 'idle') return;
    if (delay === 'live') return this.#readSoon();
    this.cancel();
    this.#timer = setTimeout(() => this.#readWhenFree(), delay);
  }

  /** Takes back what was scheduled. An answer on its way is still reported if nothing changed. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#drawing === 'waiting') this.#drawing = 'stale';
  }

  /** Nothing is left to be read: takes back what was scheduled, and a failure to read is over. */
  settle(): void {
    this.cancel();
    this.#readingFailure = null;
  }

  /** Reads the drawing as it is, with the recognizer that was chosen; null for an empty one. */
  recognize(): Promise<R | null> {
    return this.#read(true);
  }

  /** Does not delay a reading that is scheduled already. */
  #readSoon(): void {
    this.#timer ??= setTimeout(() => this.#readWhenFree(), 0);
  }

  #readWhenFree(): void {
    this.#timer = undefined;
    if (this.#drawing === 'read') return;
    // A reading that waits for another recognizer must not keep the present one from reading.
    const isFree = this.#reading === null || (this.#reading.isOfChosen && this.#isSwitching);
    if (isFree) this.#read(false).catch(() => undefined);
    else this.#drawing = 'waiting';
  }

  #read(isOfChosen: boolean): Promise<R | null> {
    this.cancel();
    const version = this.#version;
    const other = this.#reading;
    const isSame = other?.isOfChosen === isOfChosen || !this.#isSwitching;
    if (other?.version === version && isSame) return other.answer;
    const answer = this.#answer(version, isOfChosen);
    const reading = { version, isOfChosen, answer };
    this.#reading = reading;
    this.#unanswered++;
    this.#host.requestUpdate();
    const ended = (): void => {
      this.#unanswered--;
      if (this.#reading === reading) {
        this.#reading = null;
        this.#host.requestUpdate();
        if (this.#drawing === 'waiting') this.#readWhenFree();
      }
      this.#releaseIfUnused();
    };
    answer.then(ended, ended);
    return answer;
  }

  async #answer(version: number, isOfChosen: boolean): Promise<R | null> {
    if (this.#store.isEmpty) return null;
    const read = this.#reader.capture();
    for (;;) {
      const working = this.#working?.recognizer;
      const recognizer = isOfChosen || !working ? await this.#loadChosen() : working;
      try {
        const result = await read(recognizer);
        if (result !== null && version === this.#version) {
          // By the recognizer before, while another is loaded: that one is to read it too.
          if (recognizer === this.#working?.recognizer) this.#drawing = 'read';
          this.#readingFailure = null;
          this.#reader.recognized(result);
        }
        return result;
      } catch (error) {
        // The choice changed meanwhile: the drawing goes to the recognizer that is wanted now.
        if (recognizer !== this.#working?.recognizer) continue;
        if (version === this.#version) this.fail('reading', error);
        throw error;
      }
    }
  }

  /** The recognizer that was chosen or, once that failed, the one before if there is one. */
  #loadChosen(): Promise<Recognizer> {
    const { state } = this.#chosen;
    if (state === 'failed' && this.#working) return Promise.resolve(this.#working.recognizer);
    if (state === 'idle' || state === 'failed') void this.#load();
    return this.#loaded.promise;
  }

  async #load(): Promise<void> {
    const loading = new AbortController();
    this.#abandonLoad();
    this.#chosen = { state: 'loading', loading, fraction: null };
    this.#readingFailure = null;
    this.#host.requestUpdate();
    const { signal } = loading;
    const unlessAborted =
      <A extends unknown[]>(call: (...args: A) => void) =>
      (...args: A) => {
        if (!signal.aborted) call(...args);
      };
    const { model, ...choice } = this.#choice;
    try {
      const recognizer = await this.#create({
        ...choice,
        ...(model !== '' && { model }),
        signal,
        onProgress: unlessAborted((loaded, total) => this.#progressed(loaded, total)),
        onBackendChange: unlessAborted((backend) => this.#computes(backend)),
        onBackendLost: unlessAborted((error) => {
          this.#backend = null;
          this.fail('reading', error);
        }),
      });
      if (signal.aborted) return recognizer.dispose();
      this.#use({ recognizer, listening: loading });
      this.#chosen = { state: 'ready' };
      this.#loaded.resolve(recognizer);
      this.#computes(recognizer.backend);
    } catch (error) {
      if (signal.aborted) return;
      this.#loaded.reject(error);
      this.fail('loading', error);
    }
    // What was drawn meanwhile is read, if there is anything to read it.
    if (this.#working && !this.#store.isEmpty && !this.#store.isOpen) this.#readSoon();
  }

  /** Gives up a load under way. A promise that is settled tells of an earlier load; the next has its own. */
  #abandonLoad(): void {
    if (this.#chosen.state === 'loading') this.#chosen.loading.abort();
    else if (this.#chosen.state !== 'idle') this.#loaded = deferred();
  }

  #use(working: Working | null): void {
    this.#working?.listening.abort();
    this.#working?.recognizer.dispose();
    this.#working = working;
    if (this.#drawing === 'read') this.#drawing = 'stale';
  }

  /** Gives the recognizer back once the host has left and whoever asked is answered. */
  #releaseIfUnused(): void {
    if (this.#host.isConnected || this.#unanswered > 0 || this.#chosen.state === 'idle') return;
    this.#abandonLoad();
    this.#chosen = { state: 'idle' };
    this.#use(null);
    this.#backend = null;
    this.cancel();
    this.#host.requestUpdate();
  }

  /** A recognizer works while another is loaded. */
  get #isSwitching(): boolean {
    return this.#chosen.state === 'loading' && this.#working !== null;
  }

  #outdate(): void {
    this.#version++;
    if (this.#drawing === 'read') this.#drawing = 'stale';
  }

  #computes(backend: BackendName): void {
    this.#backend = backend;
    this.#readingFailure = null;
    this.#host.requestUpdate();
    dispatchDigitEvent(this.#host, `${this.#reader.prefix()}-ready`, { backend });
  }

  #progressed(loaded: number, total: number): void {
    if (this.#chosen.state === 'loading')
      this.#chosen.fraction = total > 0 ? Math.min(1, loaded / total) : null;
    this.#host.requestUpdate();
    dispatchDigitEvent(this.#host, `${this.#reader.prefix()}-progress`, { loaded, total });
  }

  /** Says that something failed: to load, or to read what the user gave. */
  fail(at: 'loading' | 'reading', cause: unknown): void {
    const error = codedError(cause);
    const { message } = error;
    if (at === 'reading') this.#readingFailure = message;
    else this.#chosen = { state: 'failed', message };
    this.#host.requestUpdate();
    if (at === 'loading') logOnce(`<${this.#host.localName}> cannot load its network.`, error);
    dispatchDigitEvent(this.#host, `${this.#reader.prefix()}-error`, { error });
  }
}

/** A promise and the means to settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  /** Settles as the promise does, without its value. */
  readonly settled: Promise<void>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** @returns a deferred whose rejection, if nobody listens, is not reported as unhandled. */
export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  const settled = promise.then(() => undefined);
  settled.catch(() => undefined);
  return { promise, settled, resolve, reject };
}

/** Messages that are on the console. */
const logged = new Set<string>();

/** A page that neither listens nor calls anything would have no lead; one with a hundred fields needs only one. */
function logOnce(what: string, { code, message }: CodedError): void {
  if (logged.has(message)) return;
  logged.add(message);
  console.error(`${what} ${message} (code ${code}; see README.md of the package digit-recognizer)`);
}

function codedError(cause: unknown): CodedError<DigitErrorCode> {
  if (cause instanceof CodedError) return cause as CodedError<DigitErrorCode>;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new CodedError('unknown', message, { cause });
}

/** Milliseconds after the pen lifts, or `live` to read while the pen is down. */
export type RecognizeDelay = number | 'live';

/** What a page set may be anything, and is then the default. */
export function knownDelay(value: unknown, byDefault: number): RecognizeDelay {
  const isDelay = typeof value === 'number' && value >= 0 && Number.isFinite(value);
  return isDelay || value === 'live' ? value : byDefault;
}

/** Anything that is neither `live` nor a number of milliseconds means the default. */
export function delayConverter(byDefault: number): ComplexAttributeConverter<RecognizeDelay> {
  return {
    fromAttribute(text) {
      const word = text?.trim().toLowerCase() ?? '';
      if (word === 'live') return word;
      return knownDelay(word === '' ? NaN : Number(word), byDefault);
    },
  };
}
