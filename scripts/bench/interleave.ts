import { createProgress } from '../lib/progress.js';
import { createRandom } from '../lib/random.js';

/** One of the things that a round measures. */
export interface Task<Figure> {
  readonly name: string;
  readonly measure: (round: number) => Promise<Figure>;
}

/**
 * Measures everything once per round, in an order drawn anew for each round, so that neither a busy
 * machine nor what runs before or after favours any of them.
 *
 * @returns a figure per round, by the task's name.
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

/**
 * Measures things right after one another that will be compared: forwards in even rounds, backwards
 * in odd ones.
 */
export async function inTurn<Name extends string, Figure>(
  round: number,
  ways: Readonly<Record<Name, () => Promise<Figure>>>,
): Promise<Record<Name, Figure>> {
  const names = Object.keys(ways) as Name[];
  const figures = new Map<Name, Figure>();
  for (const name of round % 2 === 0 ? names : names.reverse()) {
    figures.set(name, await ways[name]());
  }
  return Object.fromEntries(figures) as Record<Name, Figure>;
}
