/** Rows about a page with the element: first answer, main thread, many elements. */
import { grouped, kilobytes, median, milliseconds } from '../lib/figures.js';
import {
  bundle,
  MODELS,
  PAGE_SCRIPTS,
  servePage,
  serveScript,
  withBenchPage,
  withFreshPage,
} from './browser.js';
import type { Blocking, FilledPage } from './page.js';
import { ratioPlot, rounds, type Row, type Section, type Stage } from './report.js';
import { estimateText, inTurn, pairedRatio, type Task } from './statistics.js';

const elementTag = (backend: string, loading: string): string =>
  `<digit-recognizer backend="${backend}" loading="${loading}"></digit-recognizer>`;

// first-answer

const CONTESTANTS = ['element', 'recognizer', 'tensorflow'] as const;

export interface ColdStart {
  /** Milliseconds from the script tag to the first answer. */
  readonly elapsed: number;
  /** Gzipped bytes of all response bodies, without the benchmark's own. */
  readonly bytes: number;
}

/** One round on one backend; TensorFlow.js has no `auto`. */
export type ColdRound = Readonly<Record<'element' | 'recognizer', ColdStart>> & {
  readonly tensorflow?: ColdStart;
};

export const firstAnswers: Row = {
  id: 'first-answer',
  summary: 'time and bytes to the first answer of a fresh browser, against TensorFlow.js',
  async measure(stage) {
    const { server, executablePath, settings } = stage;
    const coldElement = await serveScript(server, 'coldElement');
    const coldRecognizer = await serveScript(server, 'coldRecognizer');
    const start = (path: string) => (): Promise<ColdStart> => {
      server.takeTransfers();
      return withFreshPage(executablePath, server.origin + path, async (page) => {
        const elapsed = (await page.evaluate(() => firstAnswer)) as number;
        const bytes = server.takeTransfers().reduce((sum, sent) => sum + sent.bytes, 0);
        return { elapsed, bytes };
      });
    };
    const tasks: Task<ColdRound>[] = [];
    for (const backend of ['auto' as const, ...settings.backends]) {
      const query = `?${new URLSearchParams({ backend, model: MODELS.pen })}`;
      const page = (who: string, scripts: readonly string[], body?: string) =>
        servePage(server, `cold-${who}-${backend}`, scripts, body);
      const scripts = ['/dist/digit-recognizer.js', coldElement];
      const ours = {
        element: start(page('element', scripts, elementTag(backend, 'eager'))),
        recognizer: start(page('recognizer', [coldRecognizer]) + query),
      };
      if (backend === 'auto') {
        tasks.push({ name: backend, measure: (round) => inTurn(round, ours) });
        continue;
      }
      const script = `/tensorflow/cold-${backend}.js`;
      server.serve(script, await bundle(PAGE_SCRIPTS.coldTensorflow(backend)));
      const all = { ...ours, tensorflow: start(page('tensorflow', [script]) + query) };
      tasks.push({ name: backend, measure: (round) => inTurn(round, all) });
    }
    return presentColdStarts(await rounds(stage, this.id, tasks, 1, 9), settings.seed);
  },
};

/** @param starts one entry per round: first of `auto`, then of the backends. */
export function presentColdStarts(
  starts: ReadonlyMap<string, readonly ColdRound[]>,
  seed: number,
): Section {
  const found = [...starts].map(([name, rounds]) => {
    const series = (who: keyof ColdRound, figure: keyof ColdStart): number[] =>
      rounds.flatMap((round) => round[who]?.[figure] ?? []);
    const theirs = series('tensorflow', 'elapsed');
    const cells = (figure: keyof ColdStart, text: (value: number) => string): string[] =>
      CONTESTANTS.map((who) => {
        const values = series(who, figure);
        return values.length > 0 ? text(median(values)) : '–';
      });
    return {
      name,
      ratio: theirs.length > 0 ? pairedRatio(series('recognizer', 'elapsed'), theirs, seed) : null,
      times: cells('elapsed', milliseconds),
      bytes: cells('bytes', kilobytes),
    };
  });
  const heads = ['element', 'recognizer', 'TensorFlow.js'];
  return {
    id: 'first-answer',
    title: 'First answer, cold',
    lead:
      'Time from the page’s script tag to the first answer. Each start has a new browser with an empty profile and ' +
      'no shader cache; the server is on the same machine, so the bytes tell what a slow network would add. The ' +
      'element is drawn and laid out; the recognizer alone and TensorFlow.js have no interface, and the ratio ' +
      'compares these two. TensorFlow.js’s page imports core, layers and one backend, minified. Bytes are gzipped.',
    tables: [
      {
        head: ['backend', ...heads, 'ratio'],
        lines: found.map(({ name, times, ratio }) => [
          ...[name, ...times],
          ratio ? estimateText(ratio) : '–',
        ]),
      },
      {
        head: ['bytes to the first answer', ...heads],
        lines: found.map(({ name, bytes }) => [name, ...bytes]),
      },
    ],
    plots: [
      {
        caption: 'The recognizer’s time to the first answer, relative to TensorFlow.js',
        spec: ratioPlot(found.flatMap(({ name, ratio }) => (ratio ? [{ name, ...ratio }] : []))),
      },
    ],
    goals: [
      { what: 'first answer of the default element, cold', measured: found[0]!.times[0]! },
      {
        what: 'bytes to the first answer of the default element, gzipped',
        bar: '≤ 64 kB',
        measured: found[0]!.bytes[0]!,
      },
    ],
  };
}

// main-thread

export const mainThread: Row = {
  id: 'main-thread',
  summary: 'the longest time that the main thread is blocked in one piece',
  async measure(stage) {
    const { server, browser, settings } = stage;
    const script = await serveScript(server, 'watch');
    const watch = (name: string, body: string): Task<Blocking> => {
      const page = servePage(server, `watch-${name.replace(', ', '-')}`, [script], body);
      const answered = () => firstAnswer as Promise<Blocking>;
      return {
        name,
        measure: () =>
          withFreshPage(browser, server.origin + page, (one) => one.evaluate(answered)),
      };
    };
    const tasks = ['auto', ...settings.backends].flatMap((backend) =>
      ['lazy', 'eager'].map((loading) =>
        watch(`${backend}, ${loading}`, elementTag(backend, loading)),
      ),
    );
    return presentBlocking(await rounds(stage, this.id, [watch('nothing', ''), ...tasks], 1, 11));
  },
};

/** @param seen one entry per round, by what was on the page; with the default element's. */
function presentBlocking(seen: ReadonlyMap<string, readonly Blocking[]>): Section {
  const gapsOf = (name: string): number[] => seen.get(name)!.map(({ gap }) => gap);
  const figures = (gaps: readonly number[]) => [median(gaps), Math.max(...gaps)].map(milliseconds);
  return {
    id: 'main-thread',
    title: 'Main thread blocked in one piece',
    lead:
      'Measured from before the element’s code is evaluated until it has answered, in a page that is already loaded ' +
      'and painted, without a shader cache. The page sends itself messages without a pause: the longest time between ' +
      'two of them is the block. The browser itself reports only tasks of 50 ms or more. The page with nothing on it ' +
      'shows what the machine does by itself.',
    tables: [
      {
        head: ['backend, loading', 'longest block, median', 'max', 'longest task reported'],
        lines: [...seen].map(([name, rounds]) => {
          const reported = Math.max(...rounds.map(({ longTask }) => longTask));
          return [name, ...figures(gapsOf(name)), reported > 0 ? milliseconds(reported) : 'none'];
        }),
      },
    ],
    plots: [],
    goals: [
      {
        what: 'main thread blocked in one piece, default element',
        bar: '≤ 50 ms',
        measured: figures(gapsOf('auto, lazy')).join(', at most '),
      },
    ],
  };
}

// elements

interface Crowd extends FilledPage {
  readonly name: string;
  readonly count: number;
  /** Requests for the bundled network. */
  readonly networks: number;
  /** Bytes that the JavaScript heap grew by, after a collection. */
  readonly heap: number;
}

export const manyElements: Row = {
  id: 'elements',
  summary: '1, 10 and 100 elements on a page: requests, devices, time, memory',
  async measure(stage) {
    const tasks = ['auto', ...stage.settings.backends].flatMap((backend) =>
      [1, 10, 100].map((count) => {
        const name = `${backend}, ${count}`;
        return { name, measure: () => fillPage(stage, name, backend, count) };
      }),
    );
    return presentCrowds([...(await rounds(stage, this.id, tasks, 1, 5)).values()]);
  },
};

function fillPage(stage: Stage, name: string, backend: string, count: number): Promise<Crowd> {
  const { server } = stage;
  return withBenchPage(stage, 'ours', async (page) => {
    const client = await page.createCDPSession();
    const heapSize = async (): Promise<number> => {
      await client.send('HeapProfiler.collectGarbage');
      return (await client.send('Runtime.getHeapUsage')).usedSize;
    };
    await page.evaluate(() => bench.preload('element'));
    const before = await heapSize();
    server.takeTransfers();
    const filled = await page.evaluate((...given) => bench.fill(...given), count, backend);
    const sent = server.takeTransfers();
    const networks = sent.filter(({ path }) => path.endsWith('/bundled-network.js')).length;
    return { ...filled, name, count, networks, heap: (await heapSize()) - before };
  });
}

/** @param crowds the rounds of each. */
function presentCrowds(crowds: readonly (readonly Crowd[])[]): Section {
  return {
    id: 'elements',
    title: 'Many elements on one page',
    lead:
      'All elements are added at once with loading="eager". Devices are GPU devices, WebGL contexts and instances of ' +
      'WebAssembly that the page asked for; cpu needs none. The heap is JavaScript’s, after a collection, minus what ' +
      'the page held before the first element. With one element it includes the recognizer and the network, which ' +
      'all elements share. Canvases are counted separately, in pixels of four bytes.',
    tables: [
      {
        head: [
          ...['backend, elements', 'network requested', 'devices', 'all ready'],
          ...['heap per element', 'canvas pixels per element'],
        ],
        lines: crowds.map((rounds) => {
          const { name, count } = rounds[0]!;
          const middle = (figure: (crowd: Crowd) => number): number => median(rounds.map(figure));
          return [
            name,
            `${middle(({ networks }) => networks)}`,
            `${middle(({ devices: { webgpu, webgl, wasm } }) => webgpu + webgl + wasm)}`,
            milliseconds(middle(({ ready }) => ready)),
            kilobytes(middle(({ heap }) => heap) / count),
            grouped(middle(({ pixels }) => pixels) / count),
          ];
        }),
      },
    ],
    plots: [],
    goals: [],
  };
}
