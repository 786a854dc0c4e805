import { median } from '../../scripts/lib/figures.js';

/** Minimum length of a sample in ms, because a browser's clock may have a resolution of 0.1 ms. */
const LEAST_SAMPLE = 1;
/** Maximum time in ms. A slow backend gets fewer samples instead of a long wait. */
const BUDGET = 600;
const MOST_SAMPLES = 50;

/**
 * Times a task repeatedly. Each sample has as many runs as the clock can measure.
 *
 * @returns the median of the samples in milliseconds per run, and how many there were.
 */
export async function takeSamples(
  task: () => Promise<unknown>,
): Promise<{ median: number; samples: number }> {
  const series: number[] = [];
  const end = performance.now() + BUDGET;
  do {
    const start = performance.now();
    let runs = 0;
    do {
      await task();
      runs++;
    } while (performance.now() - start < LEAST_SAMPLE);
    series.push((performance.now() - start) / runs);
  } while (series.length < MOST_SAMPLES && performance.now() < end);
  return { median: median(series), samples: series.length };
}
