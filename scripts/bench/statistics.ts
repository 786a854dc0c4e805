import { createProgress } from '../lib/cli.js';
import { median, quantile, significant } from '../lib/figures.js';
import { createRandom } from '../lib/random.js';

export interface Estimate {
  readonly value: number;
  /** A 95 % interval; null if there are too few values. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** With fewer values than this, no interval is given. */
const MIN_VALUES = 3;
const RESAMPLES = 2000;

/**
 * The median with its percentile bootstrap interval (Efron 1979).
 *
 * @param seed the same seed gives the same interval.
 */
export function estimateMedian(series: readonly number[], seed: number): Estimate {
  const value = median(series);
  if (series.length < MIN_VALUES) return { value, interval: null };
  const random = createRandom(seed, 'bootstrap');
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(series.map(() => series[random.integer(series.length)]!)),
  );
  return { value, interval: [quantile(medians, 0.025), quantile(medians, 0.975)] };
}

/**
 * The median of the ratios of rounds in which both were measured. A busy machine slows both down,
 * so it cancels out of each round's ratio.
 *
 * @param ours one figure per round.
 * @param theirs figures of the same rounds, in the same order.
 */
export function pairedRatio(
  ours: readonly number[],
  theirs: readonly number[],
  seed: number,
): Estimate {
  return estimateMedian(
    ours.map((value, round) => value / theirs[round]!),
    seed,
  );
}

/** `0.412 (0.398 – 0.44)`, or `0.412` without an interval. */
export function estimateText({ value, interval }: Estimate): string {
  const text = significant(value);
  return interval ? `${text} (${interval.map(significant).join(' – ')})` : text;
}

export interface Task<Figure> {
  readonly name: string;
  readonly measure: (round: number) => Promise<Figure>;
}

/**
 * Measures every task once per round. Each round has its own random order, so that neither a busy
 * machine nor the task before or after favors any of them.
 *
 * @returns one figure per round, by the task's name.
 */
export async function interleave<Figure>(
  title: string,
  tasks: readonly Task<Figure>[],
  rounds: number,
  seed: number,
): Promise<ReadonlyMap<string, Figure[]>> {
  const figures = new Map(tasks.map(({ name }) => [name, [] as Figure[]]));
  const progress = createProgress(title.padEnd(16), rounds * tasks.length);
  try {
    let done = 0;
    for (let round = 0; round < rounds; round++) {
      for (const index of createRandom(seed, title, round).shuffle([...tasks.keys()])) {
        const { name, measure } = tasks[index]!;
        progress.update(done++, name);
        figures.get(name)!.push(await measure(round));
      }
    }
  } finally {
    progress.stop();
  }
  return figures;
}

/** Measures things to be compared one right after the other, in reverse order in odd rounds. */
export async function inTurn<Name extends string, Figure>(
  round: number,
  ways: Readonly<Record<Name, () => Promise<Figure>>>,
): Promise<Record<Name, Figure>> {
  const names = Object.keys(ways) as Name[];
  const figures = {} as Record<Name, Figure>;
  for (const name of round % 2 === 0 ? names : names.reverse()) figures[name] = await ways[name]();
  return figures;
}
