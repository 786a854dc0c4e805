import type { Page } from 'puppeteer-core';
import { milliseconds } from '../../lib/figures.js';
import { ScriptError } from '../../lib/script-error.js';
import { estimateText } from '../figures.js';
import { EXERCISE } from '../exercise.js';
import { interleave, type Task } from '../interleave.js';
import { withModulePage } from '../pages.js';
import { MODELS, type Row, type Stage } from '../row.js';
import type { Section, Verdict } from '../section.js';
import { roundsOf, type BackendName } from '../settings.js';
import { ratioPlot } from '../plots.js';
import { estimateMedian, median, pairedRatio, quantile } from '../statistics.js';

const ROUNDS = { quick: 5, full: 25 };
/** Milliseconds for which the two take samples in a round. */
const BUDGET = { quick: 150, full: 500 };
/** How far probabilities of the two may be apart. */
const AGREEMENT = 1e-3;
const LIBRARIES = ['ours', 'tensorflow'] as const;
const NETWORKS = ['pen', 'exercise'] as const;

/** Both libraries' samples of one round, in milliseconds per answer, taken in turn. */
export type Turn = Readonly<Record<(typeof LIBRARIES)[number], readonly number[]>>;

/** Of every round, by {@link pairing}. */
export type AnswerTimes = ReadonlyMap<string, readonly Turn[]>;

export const pairing = (network: string, backend: string): string => `${network}, ${backend}`;

/** How long an answer takes once all is warm. */
export const answers: Row = {
  id: 'answers',
  summary: 'time per answer, against TensorFlow.js',
  async measure(stage) {
    const { settings } = stage;
    const times = await measureAnswers(stage);
    return presentAnswers(times, settings.backends, settings.seed);
  },
};

async function measureAnswers(stage: Stage): Promise<AnswerTimes> {
  const { settings } = stage;
  return withModulePage(stage, 'answers', async (page) => {
    const tasks: Task<Turn>[] = [];
    for (const backend of settings.backends) {
      for (const network of NETWORKS) {
        const name = pairing(network, backend);
        const handles = await openBoth(page, name, backend, MODELS[network]);
        tasks.push({ name, measure: () => timeBoth(page, handles, settings.quick) });
      }
    }
    return interleave('answers', tasks, roundsOf(settings, ROUNDS), settings.seed);
  });
}

/** @returns the handles of both, in the order of LIBRARIES. */
async function openBoth(
  page: Page,
  name: string,
  backend: BackendName,
  model: string,
): Promise<string[]> {
  const handles: string[] = [];
  const given: number[][] = [];
  for (const library of LIBRARIES) {
    const handle = `${library} ${name}`;
    await page.evaluate(
      (...parameters) => answering.open(...parameters),
      handle,
      library,
      backend,
      model,
    );
    given.push(await page.evaluate((opened) => answering.answer(opened), handle));
    handles.push(handle);
  }
  const [ours, theirs] = given;
  const apart = Math.max(...ours!.map((value, index) => Math.abs(value - theirs![index]!)));
  // Else they would be timed at different work.
  if (!(apart < AGREEMENT)) {
    throw new ScriptError(
      'page-failed',
      `${name}: the two libraries give probabilities that are ${apart} apart.`,
    );
  }
  return handles;
}

async function timeBoth(page: Page, handles: readonly string[], quick: boolean): Promise<Turn> {
  const [ours, tensorflow] = await page.evaluate(
    (...given) => answering.time(...given),
    handles,
    quick ? BUDGET.quick : BUDGET.full,
  );
  return { ours: ours!, tensorflow: tensorflow! };
}

/** @param times of both libraries with both networks on every one of the backends. */
export function presentAnswers(
  times: AnswerTimes,
  backends: readonly BackendName[],
  seed: number,
): Section {
  const pairings = NETWORKS.flatMap((network) =>
    backends.map((backend) => pairing(network, backend)),
  );
  const middles = (name: string, library: keyof Turn): number[] =>
    times.get(name)!.map((turn) => median(turn[library]));
  const ratio = (name: string) =>
    pairedRatio(middles(name, 'ours'), middles(name, 'tensorflow'), seed);
  const lines = pairings.map((name) => [
    name,
    ...LIBRARIES.flatMap((library) => {
      const samples = times.get(name)!.flatMap((turn) => turn[library]);
      return [milliseconds(median(samples)), milliseconds(quantile(samples, 0.95))];
    }),
    estimateText(ratio(name)),
  ]);
  const exercise = backends.flatMap((backend): Verdict[] => {
    if (backend === 'webgpu') return [];
    const { name, milliseconds: theirs, bar } = EXERCISE[backend];
    const shares = middles(pairing('exercise', backend), 'ours').map((time) => time / theirs);
    return [
      {
        what: `an answer of the exercise’s network on ${backend}, as a share of the exercise’s own ${milliseconds(theirs)} on ${name}`,
        bar: `≤ ${bar}`,
        measured: estimateText(estimateMedian(shares, seed)),
      },
    ];
  });
  const tensorflow = backends.map((backend): Verdict => ({
    what: `an answer of the bundled network on ${backend}, as a share of TensorFlow.js’s`,
    bar: '≤ 1',
    measured: estimateText(ratio(pairing('pen', backend))),
  }));
  return {
    id: 'answers',
    title: 'Time per answer',
    lead:
      'From strokes to the result, warm, one answer awaited after the other. TensorFlow.js 4.22 runs the same ' +
      'descriptor on the same backend the ordinary way (model.predict, await data()), behind this project’s ' +
      'preparation of the drawing. The ratio is ours to theirs: the median of the rounds’ ratios and its 95 % ' +
      'interval. Quick backends are timed in blocks, and p95 is of the blocks. The exercise’s own times, in the ' +
      'table at the top, are of another day and not paired; TensorFlow.js with its network stands in for it here.',
    tables: [
      {
        head: ['network, backend', 'ours p50', 'p95', 'TensorFlow.js p50', 'p95', 'ratio'],
        lines,
      },
    ],
    plots: [
      {
        caption: 'Ours as a share of TensorFlow.js’s time; left of the dashed line is quicker',
        spec: ratioPlot(pairings.map((name) => ({ name, ...ratio(name) }))),
      },
    ],
    verdicts: [...exercise, ...tensorflow],
  };
}
