/** Rows about the recognizer: time per answer, batches, size of the network. */
import type { Page } from 'puppeteer-core';
import { ScriptError } from '../lib/cli.js';
import { DESCRIPTOR_FILE, WEIGHTS_FILE } from '../lib/descriptor.js';
import { grouped, median, milliseconds, quantile, significant } from '../lib/figures.js';
import { MODELS, withBenchPage, type BackendName } from './browser.js';
import { generateNetwork } from './generated-network.js';
import { logLogPlot, ratioPlot, rounds, type Goal, type Row, type Section } from './report.js';
import { estimateMedian, estimateText, inTurn, pairedRatio, type Task } from './statistics.js';

// answers

const NETWORKS = ['pen', 'exercise'] as const;
const LIBRARIES = ['ours', 'tensorflow'] as const;

/**
 * The exercise that this project descends from: the time of an answer as published there, and what
 * fraction of it this project allows itself.
 */
const EXERCISE = {
  webgl: { name: 'webgl', time: 8.5, bar: 1 },
  wasm: { name: 'webassembly', time: 1.1, bar: 0.25 },
  cpu: { name: 'fallback', time: 3.8, bar: 0.4 },
} as const;

/** Samples of both libraries in one round, in milliseconds per answer. */
export type PairedSamples = Readonly<Record<(typeof LIBRARIES)[number], readonly number[]>>;

/** A key of the answer times. */
export const pairing = (network: string, backend: string): string => `${network}, ${backend}`;

export const answers: Row = {
  id: 'answers',
  summary: 'time per answer, against TensorFlow.js',
  async measure(stage) {
    const { backends, quick, seed } = stage.settings;
    const budget = quick ? 150 : 500;
    const times = await withBenchPage(stage, 'both', async (page) => {
      const tasks: Task<PairedSamples>[] = [];
      for (const backend of backends) {
        for (const network of NETWORKS) {
          const name = pairing(network, backend);
          const handles = await openBoth(page, name, backend, MODELS[network]);
          const measure = async (): Promise<PairedSamples> => {
            const time = (...given: [string[], number]) => bench.time(...given);
            const [ours, tensorflow] = await page.evaluate(time, handles, budget);
            return { ours: ours!, tensorflow: tensorflow! };
          };
          tasks.push({ name, measure });
        }
      }
      return rounds(stage, this.id, tasks, 5, 25);
    });
    return presentAnswers(times, backends, seed);
  },
};

/** Opens both libraries, and makes sure that they compute the same. @returns their handles. */
async function openBoth(
  page: Page,
  name: string,
  backend: BackendName,
  model: string,
): Promise<string[]> {
  const handles = LIBRARIES.map((library) => `${library} ${name}`);
  const probabilities: number[][] = [];
  for (const [index, library] of LIBRARIES.entries()) {
    const handle = handles[index]!;
    await page.evaluate((...given) => bench.open(...given), handle, library, backend, model);
    probabilities.push(await page.evaluate((opened) => bench.answer(opened), handle));
  }
  const [ours, theirs] = probabilities;
  const difference = Math.max(...ours!.map((value, index) => Math.abs(value - theirs![index]!)));
  if (difference < 1e-3) return handles;
  throw new ScriptError(
    'page-failed',
    `${name}: the probabilities of the two libraries differ by ${difference}.`,
  );
}

export function presentAnswers(
  times: ReadonlyMap<string, readonly PairedSamples[]>,
  backends: readonly BackendName[],
  seed: number,
): Section {
  const medians = (name: string, library: keyof PairedSamples): number[] =>
    times.get(name)!.map((round) => median(round[library]));
  const pairings = NETWORKS.flatMap((network) =>
    backends.map((backend) => {
      const name = pairing(network, backend);
      return { name, ratio: pairedRatio(medians(name, 'ours'), medians(name, 'tensorflow'), seed) };
    }),
  );
  const exercise = backends.flatMap((backend): Goal[] => {
    if (backend === 'webgpu') return [];
    const { name, time, bar } = EXERCISE[backend];
    const fractions = medians(pairing('exercise', backend), 'ours').map((ours) => ours / time);
    return [
      {
        what: `time per answer with the exercise’s network on ${backend}, relative to the exercise’s ${milliseconds(time)} on ${name}`,
        bar: `≤ ${bar}`,
        measured: estimateText(estimateMedian(fractions, seed)),
      },
    ];
  });
  const tensorflow = backends.map((backend, index) => ({
    what: `time per answer with the bundled network on ${backend}, relative to TensorFlow.js`,
    bar: '≤ 1',
    measured: estimateText(pairings[index]!.ratio),
  }));
  return {
    id: 'answers',
    title: 'Time per answer',
    lead:
      'Time from strokes to the result, warm, one answer at a time. TensorFlow.js 4.22 runs the same descriptor on ' +
      'the same backend in the ordinary way (model.predict, await data()), after this project’s preprocessing. The ' +
      'ratio is our time divided by theirs: the median of the rounds’ ratios, with its 95 % interval. Fast backends ' +
      'are timed in blocks, so their p95 is over blocks. The exercise’s own times, in the table at the top, were ' +
      'measured on another day and are not paired.',
    tables: [
      {
        head: ['network, backend', 'ours p50', 'p95', 'TensorFlow.js p50', 'p95', 'ratio'],
        lines: pairings.map(({ name, ratio }) => [
          name,
          ...LIBRARIES.flatMap((library) => {
            const samples = times.get(name)!.flatMap((round) => round[library]);
            return [median(samples), quantile(samples, 0.95)].map(milliseconds);
          }),
          estimateText(ratio),
        ]),
      },
    ],
    plots: [
      {
        caption: 'Our time relative to TensorFlow.js; left of the dashed line is faster',
        spec: ratioPlot(pairings.map(({ name, ratio }) => ({ name, ...ratio }))),
      },
    ],
    goals: [...exercise, ...tensorflow],
  };
}

// batches

/** How many images are read; a software GPU is slower. */
const IMAGES = {
  webgpu: { batch: 2000, single: 100 },
  webgl: { batch: 2000, single: 300 },
  wasm: { batch: 10_000, single: 2500 },
  cpu: { batch: 10_000, single: 2500 },
} as const;

const BATCH_BARS: Readonly<Record<string, string>> = { wasm: '≥ 3', webgl: '≥ 10' };

/** Images per second in one round. */
export type Rates = Readonly<Record<'batch' | 'single', number>>;

export const batchRates: Row = {
  id: 'batches',
  summary: 'images per second of recognizeBatch, against single calls',
  async measure(stage) {
    const { backends, quick, seed } = stage.settings;
    const factor = quick ? 0.1 : 1;
    const rates = await withBenchPage(stage, 'ours', async (page) => {
      const tasks: Task<Rates>[] = [];
      for (const backend of backends) {
        await page.evaluate((...given) => bench.openRecognizer(...given), backend, MODELS.pen);
        const batch = IMAGES[backend].batch * factor;
        const single = IMAGES[backend].single * factor;
        const ways = {
          batch: () => page.evaluate((...given) => bench.batchRate(...given), backend, batch),
          single: () => page.evaluate((...given) => bench.singleRate(...given), backend, single),
        };
        tasks.push({ name: backend, measure: (round) => inTurn(round, ways) });
      }
      return rounds(stage, this.id, tasks, 3, 7);
    });
    const counts = backends.map((backend) => IMAGES[backend].batch * factor);
    return presentRates(rates, counts, seed);
  },
};

/**
 * @param rates one entry per round, by backend.
 * @param counts images in a batch, of each backend in the same order.
 */
export function presentRates(
  rates: ReadonlyMap<string, readonly Rates[]>,
  counts: readonly number[],
  seed: number,
): Section {
  const found = [...rates].map(([name, rounds]) => {
    const [batch, single] = [rounds.map((one) => one.batch), rounds.map((one) => one.single)];
    return { name, series: [batch, single], ratio: pairedRatio(batch, single, seed) };
  });
  return {
    id: 'batches',
    title: 'Batches',
    lead:
      'Input images per second: one call of recognizeBatch with all of them, and calls of recognize, each of which ' +
      'is awaited before the next.',
    tables: [
      {
        head: ['backend', 'images', 'at once', 'one by one', 'ratio'],
        lines: found.map(({ name, series, ratio }, index) => [
          name,
          grouped(counts[index]!),
          ...series.map((one) => `${significant(median(one))} /s`),
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
    goals: found.map(({ name, ratio }) => ({
      what: `images per second of a batch on ${name}, as a multiple of single calls`,
      bar: BATCH_BARS[name],
      measured: estimateText(ratio),
    })),
  };
}

// network-size

export interface SizedTimes {
  readonly backend: BackendName;
  readonly multiplyAdds: number;
  /** Milliseconds from creating the recognizer to its first answer. */
  readonly first: number;
  /** Milliseconds per further answer: the median. */
  readonly then: number;
}

export const networkSize: Row = {
  id: 'network-size',
  summary: 'networks of 0.1 to 50 million multiply-adds on each backend',
  async measure(stage) {
    const { server, settings } = stage;
    const { backends, quick, seed } = settings;
    const sizes = quick ? [1e5, 1e6, 1e7] : [1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 5e7];
    const tasks = sizes.flatMap((size) => {
      const { json, weights, multiplyAdds } = generateNetwork(size, seed);
      const model = `/generated/${multiplyAdds}/${DESCRIPTOR_FILE}`;
      server.serve(model, json);
      server.serve(`/generated/${multiplyAdds}/${WEIGHTS_FILE}`, weights);
      return backends.map((backend) => ({
        name: `${significant(multiplyAdds / 1e6)} million, ${backend}`,
        measure: () =>
          withBenchPage(stage, 'ours', async (page): Promise<SizedTimes> => {
            await page.evaluate(() => bench.preload('recognizer'));
            const open = (...given: [string, string]) => bench.open('network', 'ours', ...given);
            const first = await page.evaluate(open, backend, model);
            const time = (budget: number) => bench.time(['network'], budget);
            const [samples] = await page.evaluate(time, quick ? 100 : 400);
            return { backend, multiplyAdds, first, then: median(samples!) };
          }),
      }));
    });
    return presentSizes([...(await rounds(stage, this.id, tasks, 1, 5)).values()]);
  },
};

/** @param sized the rounds of each network on each backend, in order of the networks' size. */
export function presentSizes(sized: readonly (readonly SizedTimes[])[]): Section {
  const middles = sized.map((rounds): SizedTimes => ({
    ...rounds[0]!,
    first: median(rounds.map(({ first }) => first)),
    then: median(rounds.map(({ then }) => then)),
  }));
  const backends = [...new Set(middles.map(({ backend }) => backend))];
  const sizes = [...new Set(middles.map(({ multiplyAdds }) => multiplyAdds))];
  const columns = (['first', 'then'] as const).flatMap((which) =>
    backends.map((backend) => ({ backend, which })),
  );
  const cell = (size: number, { backend, which }: (typeof columns)[number]): string =>
    milliseconds(
      middles.find((one) => one.multiplyAdds === size && one.backend === backend)![which],
    );
  const curves = (which: 'first' | 'then') =>
    logLogPlot(
      middles.map((one) => ({ line: one.backend, x: one.multiplyAdds, y: one[which] })),
      { x: 'multiply-adds per image', y: 'milliseconds' },
    );
  return {
    id: 'network-size',
    title: 'Size of the network',
    lead:
      'Networks of the bundled one’s shape, narrower and wider, with random weights, each on its own page. First: ' +
      'the time from creating a recognizer to its first answer, with the library’s entry already loaded and no ' +
      'shader cache. Then: the median of further answers. The thresholds of auto are based on this.',
    tables: [
      {
        head: [
          'million multiply-adds',
          ...columns.map(({ backend, which }) => `${backend}: ${which}`),
        ],
        lines: sizes.map((size) => [
          significant(size / 1e6),
          ...columns.map((column) => cell(size, column)),
        ]),
      },
    ],
    plots: [
      { caption: 'First answer, milliseconds', spec: curves('first') },
      { caption: 'Each further answer, milliseconds', spec: curves('then') },
    ],
    goals: [],
  };
}
