import type { ComplexAttributeConverter, ReactiveController, ReactiveControllerHost } from 'lit';
import {
  type BackendName,
  CodedError,
  type RecognizeOptions,
  type Result,
} from '../recognizer/index.js';
import type { Activity } from './digit-recognizer.template.js';
import { viewOf } from './dom.js';
import { type DigitErrorCode, dispatchDigitEvent } from './events.js';
import type { DrawingStore } from './history.js';
import {
  type CreateRecognizer,
  type LoaderState,
  RecognitionRunner,
  type RecognizerChoice,
  RecognizerLoader,
} from './recognizer-loader.js';

/** An element that is only being moved is back within this time, in milliseconds. */
const FAREWELL = 1000;

/**
 * Loads the recognizer when it is time, recognizes the drawing when asked, and tells the page of it
 * through the host's `digit-ready`, `digit-progress` and `digit-error` events.
 */
export class RecognitionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #store: DrawingStore;
  readonly #loader: RecognizerLoader;
  readonly #runner: RecognitionRunner;
  #share: number | null = null;
  #failure: { readonly at: 'loading' | 'reading'; readonly message: string } | null = null;
  /** The drawing or the recognizer changed since the last result. */
  #stale = false;
  #backend: BackendName | null = null;
  #stopWaiting: () => void = () => undefined;
  #farewell: ReturnType<typeof setTimeout> | undefined;

  /** @internal */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    store: DrawingStore,
    create: CreateRecognizer,
    drawnOn: () => RecognizeOptions,
    recognized: (result: Result) => void,
  ) {
    this.#host = host;
    this.#store = store;
    this.#loader = new RecognizerLoader(create, {
      stateChanged: (state) => this.#loaderChanged(state),
      progressed: (loaded, total) => this.#progressed(loaded, total),
      failed: (error) => this.#fail('loading', error),
      backendChanged: (backend) => this.#ready(backend),
      backendLost: (error) => {
        this.#backend = null;
        this.#fail('reading', error);
      },
    });
    this.#runner = new RecognitionRunner(store, this.#loader, drawnOn, {
      recognized: (result) => {
        // By the network before, while another is loaded: that one is to read it too.
        this.#stale = this.#loader.state === 'loading';
        this.#forgetReadingFailure();
        recognized(result);
      },
      failed: (error) => this.#fail('reading', error),
      busyChanged: () => host.requestUpdate(),
    });
    store.subscribe((change) => {
      if (change !== 'frame') this.#stale = true;
    });
    host.addController(this);
  }

  get ready(): Promise<void> {
    return this.#loader.ready;
  }

  /** Of the recognizer that works at present; null where there is none, or it lost its device. */
  get backend(): BackendName | null {
    return this.#backend;
  }

  /** A drawing is being read. */
  get isRecognizing(): boolean {
    return this.#runner.isBusy && this.#loader.current !== null;
  }

  get activity(): Activity {
    if (this.#failure !== null) return { kind: 'failed', ...this.#failure };
    if (this.#loader.state === 'loading') return { kind: 'loading', share: this.#share };
    if (this.#backend !== null) return { kind: 'ready', backend: this.#backend };
    return { kind: 'idle' };
  }

  hostConnected(): void {
    clearTimeout(this.#farewell);
    this.#farewell = undefined;
    this.#stopWaiting = whenNear(this.#host, () => this.load());
  }

  hostDisconnected(): void {
    this.#stopWaiting();
    this.#bidFarewell();
  }

  /** Which recognizer to use from now on. */
  choose(choice: RecognizerChoice): void {
    this.#loader.choose(choice);
  }

  /** The recognizer is wanted; does nothing if it is there or on its way. */
  load(): void {
    this.#stopWaiting();
    if (this.#loader.state === 'idle') this.#loader.load().catch(() => undefined);
  }

  /**
   * Recognizes the drawing after a while, or while it is being drawn. While nothing asked for the
   * recognizer yet, the drawing is left until it is loaded.
   *
   * @param delay in milliseconds, or `live` to read as fast as the recognizer answers.
   */
  schedule(delay: number | 'live'): void {
    if (this.#loader.state === 'idle') return;
    if (delay === 'live') this.#runner.soon();
    else this.#runner.schedule(delay);
  }

  /** Takes back what was scheduled. */
  cancel(): void {
    this.#runner.cancel();
  }

  /** Nothing is left to be read: takes back what was scheduled, and a failure to read is over. */
  settle(): void {
    this.cancel();
    this.#forgetReadingFailure();
  }

  /** Recognizes the drawing as it is; null for an empty one. */
  recognize(): Promise<Result | null> {
    if (!this.#host.isConnected) this.#bidFarewell();
    return this.#runner.now();
  }

  /** After a failure: loads anew, then recognizes what was drawn. */
  retry(): void {
    this.#stale = true;
    this.#loader.reload();
  }

  #bidFarewell(): void {
    clearTimeout(this.#farewell);
    const farewell = setTimeout(() => {
      // Whoever asked is answered before the recognizer is given back; the host may be back by then.
      void this.#runner.settled().then(() => {
        if (this.#farewell === farewell) this.#loader.release();
      });
    }, FAREWELL);
    this.#farewell = farewell;
  }

  #loaderChanged(state: LoaderState): void {
    const { current } = this.#loader;
    this.#backend = current?.backend ?? null;
    if (state === 'idle') this.#runner.invalidate();
    if (state === 'idle' || state === 'loading') this.#stale = true;
    if (state === 'loading') {
      this.#share = null;
      this.#failure = null;
    }
    if (state === 'ready' && current) this.#ready(current.backend);
    if (state === 'ready' || state === 'failed') this.#catchUp();
    this.#host.requestUpdate();
  }

  /** A load has ended: what was drawn meanwhile is read, if there is anything to read it. */
  #catchUp(): void {
    const isWaiting = this.#stale && !this.#store.isEmpty && !this.#store.isOpen;
    if (this.#loader.current && isWaiting) this.#runner.soon();
  }

  #ready(backend: BackendName): void {
    this.#backend = backend;
    this.#forgetReadingFailure();
    this.#host.requestUpdate();
    dispatchDigitEvent(this.#host, 'digit-ready', { backend });
  }

  /** That a network could not be loaded stays true while the one before it reads on. */
  #forgetReadingFailure(): void {
    if (this.#failure?.at === 'reading') this.#failure = null;
  }

  #progressed(loaded: number, total: number): void {
    this.#share = total > 0 ? Math.min(1, loaded / total) : null;
    this.#host.requestUpdate();
    dispatchDigitEvent(this.#host, 'digit-progress', { loaded, total });
  }

  #fail(at: 'loading' | 'reading', cause: unknown): void {
    const error = codedError(cause);
    const { message } = error;
    this.#failure = { at, message };
    this.#host.requestUpdate();
    if (at === 'loading') logOnce(`<${this.#host.localName}> cannot load its network.`, error);
    dispatchDigitEvent(this.#host, 'digit-error', { error });
  }
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

/** How far outside the viewport counts as near. */
const MARGIN = '200px';

/**
 * Calls back once, when the element is in or near the viewport; at once where the browser cannot tell.
 *
 * @returns a function that gives up waiting.
 */
function whenNear(element: Element, callback: () => void): () => void {
  try {
    const { IntersectionObserver } = viewOf(element);
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        callback();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  } catch {
    // Pages of tests (jsdom) have none; to load at once is then as good.
    callback();
    return () => undefined;
  }
}

/** Milliseconds after the pen lifts, or `live` to read while the pen is down. */
export type RecognizeDelay = number | 'live';

export const DEFAULT_RECOGNIZE_DELAY = 300;

/** What a page set may be anything, and is then the default. */
export function knownDelay(value: unknown): RecognizeDelay {
  const isDelay = typeof value === 'number' && value >= 0 && Number.isFinite(value);
  return isDelay || value === 'live' ? value : DEFAULT_RECOGNIZE_DELAY;
}

/** Anything that is neither `live` nor a number of milliseconds means the default. */
export const recognizeDelayConverter: ComplexAttributeConverter<RecognizeDelay> = {
  fromAttribute(text) {
    const word = text?.trim().toLowerCase() ?? '';
    if (word === 'live') return word;
    return knownDelay(word === '' ? NaN : Number(word));
  },
};
