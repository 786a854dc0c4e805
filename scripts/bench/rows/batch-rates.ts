import { grouped, significant } from '../../lib/figures.js';
import { estimateText } from '../figures.js';
import { interleave, inTurn, type Task } from '../interleave.js';
import { withModulePage } from '../pages.js';
import { ratioPlot } from '../plots.js';
import { MODELS, type Row, type Stage } from '../row.js';
import type { Section } from '../section.js';
import { roundsOf, type BackendName } from '../settings.js';
import { median, pairedRatio } from '../statistics.js';

const ROUNDS = { quick: 3, full: 7 };

/** How many images are read; a software GPU computes them on the processor, and more slowly. */
const IMAGES = {
  webgpu: { batch: 2000, single: 100 },
  webgl: { batch: 2000, single: 300 },
  wasm: { batch: 10_000, single: 2500 },
  cpu: { batch: 10_000, single: 2500 },
} as const;
/** A quick run takes this part of them. */
const QUICK = 10;

/** What the project means to reach, where it said so. */
const BARS: Readonly<Record<string, string>> = { wasm: '≥ 3', webgl: '≥ 10' };

/** Images per second of one round. */
export interface Rates {
  readonly batch: number;
  readonly single: number;
}

/** How much sooner many are read at once than one by one. */
export const batchRates: Row = {
  id: 'batches',
  summary: 'images per second of recognizeBatch, against single calls',
  async measure(stage) {
    const { settings } = stage;
    const rates = await withModulePage(stage, 'recognizer', async (page) => {
      const tasks: Task<Rates>[] = [];
      for (const backend of settings.backends) {
        await page.evaluate((...given) => batches.open(...given), backend, MODELS.pen);
        const { batch, single } = imagesOf(stage, backend);
        const measure = (round: number) =>
          inTurn(round, {
            batch: () => page.evaluate((...given) => batches.batchRate(...given), backend, batch),
            single: () =>
              page.evaluate((...given) => batches.singleRate(...given), backend, single),
          });
        tasks.push({ name: backend, measure });
      }
      return interleave('batches', tasks, roundsOf(settings, ROUNDS), settings.seed);
    });
    const counts = settings.backends.map((name) => imagesOf(stage, name).batch);
    return presentRates(rates, counts, settings.seed);
  },
};

function imagesOf({ settings }: Stage, backend: BackendName): Rates {
  const { batch, single } = IMAGES[backend];
  return settings.quick ? { batch: batch / QUICK, single: single / QUICK } : { batch, single };
}

/**
 * @param rates per round, by backend.
 * @param counts images to a batch, of each backend in the same order.
 */
export function presentRates(
  rates: ReadonlyMap<string, readonly Rates[]>,
  counts: readonly number[],
  seed: number,
): Section {
  const found = [...rates].map(([name, rounds]) => {
    const batch = rounds.map((round) => round.batch);
    const single = rounds.map((round) => round.single);
    return { name, batch, single, ratio: pairedRatio(batch, single, seed) };
  });
  const perSecond = (series: readonly number[]): string => `${significant(median(series))} /s`;
  return {
    id: 'batches',
    title: 'Many at once',
    lead:
      'Finished input images per second: one call of recognizeBatch with all of them, and calls of ' +
      'recognize each of which is awaited before the next.',
    tables: [
      {
        head: ['backend', 'images', 'at once', 'one by one', 'ratio'],
        lines: found.map(({ name, batch, single, ratio }, index) => [
          name,
          grouped(counts[index]!),
          perSecond(batch),
          perSecond(single),
          estimateText(ratio),
        ]),
      },
    ],
    plots: [
      {
        caption: 'Images per second at once, as a multiple of one by one',
        spec: ratioPlot(found.map(({ name, ratio }) => ({ name, ...ratio }))),
      },
    ],
    verdicts: found.map(({ name, ratio }) => ({
      what: `images per second of a batch on ${name}, as a multiple of single calls’`,
      ...(BARS[name] && { bar: BARS[name] }),
      measured: estimateText(ratio),
    })),
  };
}
