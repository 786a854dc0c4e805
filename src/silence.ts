/** For how long a server may send nothing, in milliseconds. */
const SILENCE_MS = 30_000;

/**
 * Waits for a server: for its answer, or for the next piece of one. A slow line may take as long as it
 * needs, since each piece has this time for itself.
 *
 * @throws Error after 30 seconds in which nothing came; who asked breaks the request off
 */
export function unlessSilent<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`nothing came for ${SILENCE_MS / 1000} seconds`)),
      SILENCE_MS,
    );
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
