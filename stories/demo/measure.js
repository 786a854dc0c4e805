const MOST_RUNS = 20;
/** In milliseconds; a slow backend gets fewer runs rather than a long wait. */
const MOST_TIME = 500;

/**
 * Runs `task` several times.
 *
 * @param cancelled asked before each run after the first.
 * @returns the last result and the median time of a run, in milliseconds.
 */
export async function measure(task, cancelled) {
  const times = [];
  const start = performance.now();
  let result = null;
  do {
    const before = performance.now();
    result = await task();
    times.push(performance.now() - before);
  } while (times.length < MOST_RUNS && performance.now() - start < MOST_TIME && !cancelled());
  times.sort((a, b) => a - b);
  return { result, median: times[times.length >> 1] };
}
