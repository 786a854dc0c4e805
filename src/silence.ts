/** For how long a server may send nothing, in milliseconds. */
const SILENCE_MS = 30_000;

/** A timer that comes so much too late says that the page did not run, in milliseconds. */
const FROZEN_MS = 1000;

/**
 * Waits for a server: for its answer, or for the next piece of one. A slow line may take as long as it
 * needs, since each piece has this time for itself.
 *
 * @throws Error after 30 seconds in which nothing came; who asked breaks the request off
 */
export function unlessSilent<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (isAgain: boolean): void => {
      const begin = Date.now();
      timer = setTimeout(() => {
        // A page that was frozen in between finds the answer behind this in its queue, or on its way.
        const wasFrozen = Date.now() - begin > SILENCE_MS + FROZEN_MS;
        if (wasFrozen && !isAgain) wait(true);
        else reject(new Error(`nothing came for ${SILENCE_MS / 1000} seconds`));
      }, SILENCE_MS);
    };
    wait(false);
    void Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
