/**
 * Work cut into steps: a generator that yields wherever it may be interrupted, and returns the
 * result. Steps of a few milliseconds at most keep a page responsive.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** From here on the next step waits for a task of its own, in milliseconds: a quarter of a frame. */
const SLICE_MS = 4;

interface Scheduler {
  yield?(): Promise<void>;
}

/** Ends the task that runs and goes on in another, so that the page can paint and hear its user. */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (scheduler?.yield) return scheduler.yield();
  // Not a timer: browsers make nested ones wait for 4 ms, and in the background for a second.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Does the steps one after the other, as many in a task as fit into {@link SLICE_MS}. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  let start = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - start < SLICE_MS) continue;
    await nextTask();
    start = performance.now();
  }
}

/** Does all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** How long a server may send nothing, in milliseconds. */
const STALL_MS = 30_000;

/** A timer that fires this much too late means that the page was frozen, in milliseconds. */
const FROZEN_MS = 1000;

export class StallError extends Error {}

/**
 * Waits for a server that may be slow but must not stall: each call of `onProgress` gives it another
 * 30 seconds.
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
      // A page may hand in a fetch whose answer is no promise.
      Promise.resolve(work(() => wait(true))).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Calls a caller's callback. What it throws is reported as uncaught and disturbs nothing here. */
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
