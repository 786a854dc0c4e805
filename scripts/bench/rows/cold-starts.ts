import { kilobytes, milliseconds } from '../../lib/figures.js';
import { withFreshBrowser } from '../browser.js';
import { estimateText } from '../figures.js';
import { interleave, inTurn, type Task } from '../interleave.js';
import {
  HARNESS,
  serveColdElement,
  serveColdRecognizer,
  serveColdTensorflow,
  serveModule,
} from '../pages.js';
import { ratioPlot } from '../plots.js';
import { MODELS, type Row, type Stage } from '../row.js';
import type { Section } from '../section.js';
import { roundsOf } from '../settings.js';
import { median, pairedRatio } from '../statistics.js';

const ROUNDS = { quick: 1, full: 9 };
const AUTO = 'auto';
const CONTESTANTS = ['element', 'recogniser', 'tensorflow'] as const;

/** One cold start. */
export interface ColdStart {
  /** Milliseconds from the script tag to the first answer. */
  readonly elapsed: number;
  /** Bodies as they went over the wire, gzipped, without the benchmark's own. */
  readonly bytes: number;
}

/** One round's on one backend. */
export interface ColdRound {
  readonly element: ColdStart;
  readonly recogniser: ColdStart;
  /** Absent for `auto`, which it does not have. */
  readonly tensorflow?: ColdStart;
}

/** How long the first answer takes, and how much has to arrive for it. */
export const coldStarts: Row = {
  id: 'first-answer',
  summary: 'time and bytes to the first answer of a fresh browser, against TensorFlow.js',
  async measure(stage) {
    const { server, settings } = stage;
    const { backends, seed } = settings;
    await serveModule(server, 'cold-element');
    await serveModule(server, 'cold-recognizer');
    const ours = (backend: string) => {
      const element = serveColdElement(server, backend);
      const recogniser = serveColdRecognizer(server, backend, MODELS.pen);
      return {
        element: () => startCold(stage, element),
        recogniser: () => startCold(stage, recogniser),
      };
    };
    const alone = ours(AUTO);
    const tasks: Task<ColdRound>[] = [{ name: AUTO, measure: (round) => inTurn(round, alone) }];
    for (const backend of backends) {
      const path = await serveColdTensorflow(server, backend, MODELS.pen);
      const all = { ...ours(backend), tensorflow: () => startCold(stage, path) };
      tasks.push({ name: backend, measure: (round) => inTurn(round, all) });
    }
    const rounds = roundsOf(settings, ROUNDS);
    return presentColdStarts(await interleave('first answer', tasks, rounds, seed), seed);
  },
};

function startCold({ server, executablePath }: Stage, path: string): Promise<ColdStart> {
  server.takeTransfers();
  return withFreshBrowser(executablePath, server.origin + path, async (page) => {
    const elapsed = (await page.evaluate(() => firstAnswer)) as number;
    const counted = server.takeTransfers().filter((sent) => !sent.path.startsWith(HARNESS));
    return { elapsed, bytes: counted.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
}

/** @param starts per round: first on `auto`, then on the backends. */
export function presentColdStarts(
  starts: ReadonlyMap<string, readonly ColdRound[]>,
  seed: number,
): Section {
  const found = [...starts].map(([name, rounds]) => {
    const series = (who: keyof ColdRound, figure: keyof ColdStart): number[] =>
      rounds.flatMap((round) => round[who]?.[figure] ?? []);
    const theirs = series('tensorflow', 'elapsed');
    const ratio =
      theirs.length > 0 ? pairedRatio(series('recogniser', 'elapsed'), theirs, seed) : null;
    const cells = (figure: keyof ColdStart, text: (value: number) => string): string[] =>
      CONTESTANTS.map((who) => {
        const values = series(who, figure);
        return values.length > 0 ? text(median(values)) : '–';
      });
    return {
      name,
      ratio,
      times: cells('elapsed', milliseconds),
      bytes: cells('bytes', kilobytes),
    };
  });
  const [auto] = found;
  return {
    id: 'first-answer',
    title: 'First answer, cold',
    lead:
      'From the page’s script tag to the first answer, each time in a browser just started with an empty profile ' +
      'and no shader cache, from a server on the same machine: what a network would add goes by the bytes. The ' +
      'element is drawn and laid out; the recogniser alone and TensorFlow.js have no interface, and the ratio is of ' +
      'these two. TensorFlow.js’s page imports core, layers and one backend, minified. Bytes are gzipped.',
    tables: [
      {
        head: ['backend', 'element', 'recogniser', 'TensorFlow.js', 'ratio'],
        lines: found.map(({ name, times, ratio }) => [
          name,
          ...times,
          ratio ? estimateText(ratio) : '–',
        ]),
      },
      {
        head: ['bytes to the first answer', 'element', 'recogniser', 'TensorFlow.js'],
        lines: found.map(({ name, bytes }) => [name, ...bytes]),
      },
    ],
    plots: [
      {
        caption: 'The recogniser’s share of TensorFlow.js’s time to the first answer',
        spec: ratioPlot(found.flatMap(({ name, ratio }) => (ratio ? [{ name, ...ratio }] : []))),
      },
    ],
    verdicts: [
      { what: 'first answer of the default element, cold', measured: auto!.times[0]! },
      {
        what: 'bytes to the first answer of the default element, gzipped',
        bar: '≤ 64 kB',
        measured: auto!.bytes[0]!,
      },
    ],
  };
}
