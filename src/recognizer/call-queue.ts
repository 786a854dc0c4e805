import { RecognizerError } from './recognizer-error.js';
import type { RecognizeOptions } from './types.js';
import { untilAborted } from './until-aborted.js';

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
  #running: { readonly call: Call; readonly ended: Promise<void> } | undefined;

  add<T>(work: () => Promise<T>, { signal, supersede = false }: RecognizeOptions = {}): Promise<T> {
    if (supersede) this.supersede();
    const answer = new Promise<T>((resolve, reject) => {
      const start = async () => {
        if (signal?.aborted) reject(signal.reason);
        else await work().then(resolve, reject);
      };
      this.#waiting.push({ start, reject, supersede });
    });
    this.#next();
    return untilAborted(answer, signal);
  }

  /** Rejects the calls that wait and may be superseded. */
  supersede(): void {
    const old = this.#waiting.filter((call) => call.supersede);
    this.#waiting = this.#waiting.filter((call) => !call.supersede);
    const reason = 'A newer call has taken the place of this one before it started.';
    for (const call of old) call.reject(new RecognizerError('superseded', reason));
  }

  /** Rejects every call with `reason`; resolves once the one that was running has ended. */
  async close(reason: unknown): Promise<void> {
    for (const call of this.#waiting) call.reject(reason);
    this.#waiting = [];
    this.#running?.call.reject(reason);
    await this.#running?.ended;
  }

  #next(): void {
    if (this.#running) return;
    const call = this.#waiting.shift();
    if (!call) return;
    const ended = call.start().then(() => {
      this.#running = undefined;
      this.#next();
    });
    this.#running = { call, ended };
  }
}
