import { RecognizerError } from './recognizer-error.js';
import type { RecognizeOptions } from './types.js';

interface Call {
  readonly start: () => Promise<void>;
  readonly reject: (reason: unknown) => void;
  readonly supersede: boolean;
}

/**
 * Runs the calls of one recogniser one at a time, in order. A call that its caller has given up is
 * passed over if it waits; if it runs, its end is awaited all the same before the next one starts.
 */
export class CallQueue {
  #waiting: Call[] = [];
  #running: { reject: (reason: unknown) => void; ended: Promise<void> } | undefined;
  #closed = false;

  add<T>(work: () => Promise<T>, { signal, supersede = false }: RecognizeOptions = {}): Promise<T> {
    if (supersede) this.supersede();
    return new Promise<T>((resolve, reject) => {
      const abort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== call);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      const start = () =>
        work()
          .then(resolve, reject)
          .finally(() => signal?.removeEventListener('abort', abort));
      const call: Call = { start, reject, supersede };
      this.#waiting.push(call);
      this.#next();
    });
  }

  /** Rejects the calls that wait and may be superseded. */
  supersede(): void {
    const old = this.#waiting.filter((call) => call.supersede);
    this.#waiting = this.#waiting.filter((call) => !call.supersede);
    const reason = 'A newer call has taken the place of this one before it started.';
    for (const call of old) call.reject(new RecognizerError('superseded', reason));
  }

  /** Rejects every call with `reason`; resolves once the one that was running has ended. */
  close(reason: unknown): Promise<void> {
    this.#closed = true;
    for (const call of this.#waiting) call.reject(reason);
    this.#waiting = [];
    this.#running?.reject(reason);
    return this.#running?.ended ?? Promise.resolve();
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const call = this.#waiting.shift();
    if (!call) return;
    const ended = call.start().then(() => {
      this.#running = undefined;
      this.#next();
    });
    this.#running = { reject: call.reject, ended };
  }
}
