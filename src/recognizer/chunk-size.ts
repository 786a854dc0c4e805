import type { Plan } from '../graph/index.js';

/** Images to a run at most: beyond it the cost of launching a run no longer counts. */
export const MOST_IMAGES = 256;

/** A run's largest value has at most this many numbers, 64 MB, unless one image needs more. */
const MOST_NUMBERS = 2 ** 24;

/** How many images of a batch to run at once, so that a device's memory is enough. */
export function chunkSize({ values }: Pick<Plan, 'values'>): number {
  const largest = Math.max(...values.map(([height, width, channels]) => height * width * channels));
  return Math.max(1, Math.min(MOST_IMAGES, Math.floor(MOST_NUMBERS / largest)));
}
