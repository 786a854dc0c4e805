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
