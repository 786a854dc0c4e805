import { median } from '../../scripts/lib/figures.js';

/** A browser's clock may move by a tenth of a millisecond at a time: a sample lasts longer. */
const LEAST_SAMPLE = 1;
/** In milliseconds; a slow backend gets fewer samples rather than a long wait. */
const BUDGET = 600;
const MOST_SAMPLES = 50;

/**
 * Times a task again and again, each sample as many runs as the clock can measure.
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
