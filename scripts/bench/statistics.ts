import { createRandom } from '../lib/random.js';

/** One figure for a series, and how far it may be off. */
export interface Estimate {
  readonly value: number;
  /** A 95 % interval; null where there are too few values to give one. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** With fewer values than this an interval would promise more than it knows. */
const FEWEST = 3;
const RESAMPLES = 2000;

/**
 * The value below which a share of the series lies, between two of them by straight line
 * (Hyndman and Fan 1996, type 7).
 *
 * @param series at least one value, in any order.
 * @param share 0 to 1.
 */
export function quantile(series: readonly number[], share: number): number {
  const sorted = [...series].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(series: readonly number[]): number {
  return quantile(series, 0.5);
}

/**
 * The median with its percentile bootstrap interval (Efron 1979): the series is drawn from again and
 * again, with replacement.
 *
 * @param seed the same seed gives the same interval.
 */
export function estimateMedian(series: readonly number[], seed: number): Estimate {
  const value = median(series);
  if (series.length < FEWEST) return { value, interval: null };
  const random = createRandom(seed, 'bootstrap');
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(series.map(() => series[random.integer(series.length)]!)),
  );
  return { value, interval: [quantile(medians, 0.025), quantile(medians, 0.975)] };
}

/**
 * How much longer the one takes than the other, from rounds in which both were measured: whatever
 * slowed the machine down in a round slowed both, and cancels out of that round's ratio.
 *
 * @param ours a figure per round.
 * @param theirs of the same rounds, in the same order.
 */
export function pairedRatio(
  ours: readonly number[],
  theirs: readonly number[],
  seed: number,
): Estimate {
  const ratios = ours.map((value, round) => value / theirs[round]!);
  return estimateMedian(ratios, seed);
}
