/** Work that yields where it may be interrupted, at least every few milliseconds, and returns a result. */
export type Interruptible<T> = Generator<undefined, T, undefined>;

/** Maximum duration of a task before it is interrupted, in ms: a quarter of a frame. */
const SLICE_MS = 4;

/** Continues in a new task, so that the page can paint, handle input and do its own work. */
export function nextTask(): Promise<void> {
  // Not a timer: nested timers wait for 4 ms, and in the background for a second. Not scheduler.yield(),
  // which continues before the page's other tasks.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Does the work in tasks of about {@link SLICE_MS}. */
export async function inSlices<T>(work: Interruptible<T>): Promise<T> {
  let start = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - start < SLICE_MS) continue;
    await nextTask();
    start = performance.now();
  }
}

/** Does the work without interruption. */
export function atOnce<T>(work: Interruptible<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** How long a server may send nothing, in milliseconds. */
const STALL_MS = 30_000;

/** If a timer fires this much too late, in ms, the page was frozen. */
const FROZEN_MS = 1000;

export class StallError extends Error {}

/**
 * Waits for a server that may be slow but must not stall. Each call of `onProgress` allows another 30 seconds.
 *
 * @throws StallError after 30 seconds without progress; the caller then cancels the request
 */
export async function withStallTimeout<T>(
  work: (onProgress: () => void) => Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const wait = (mayBeFrozen: boolean): void => {
        clearTimeout(timer);
        const due = Date.now() + STALL_MS;
        timer = setTimeout(() => {
          // After a freeze, the answer may be in the queue behind this timer.
          if (mayBeFrozen && Date.now() - due > FROZEN_MS) wait(false);
          else reject(new StallError(`nothing came for ${STALL_MS / 1000} seconds`));
        }, STALL_MS);
      };
      wait(true);
      // A page's own fetch may return something that is not a promise.
      Promise.resolve(work(() => wait(true))).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Calls a callback. If it throws, the error is reported as uncaught and this code continues. */
export function notify<Arguments extends unknown[]>(
  callback: ((...args: Arguments) => void) | undefined,
  ...args: Arguments
): void {
  try {
    callback?.(...args);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Settles as `promise` does, or rejects with the signal's reason, whichever comes first. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
