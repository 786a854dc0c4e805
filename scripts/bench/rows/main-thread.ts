import { milliseconds } from '../../lib/figures.js';
import { withFreshPage } from '../browser.js';
import { interleave, type Task } from '../interleave.js';
import type { Blocking } from '../page/heartbeat.js';
import { serveBlocked, serveModule } from '../pages.js';
import type { Row, Stage } from '../row.js';
import type { Section } from '../section.js';
import { roundsOf } from '../settings.js';
import { median } from '../statistics.js';

const ROUNDS = { quick: 1, full: 11 };
const LOADINGS = ['lazy', 'eager'] as const;
const NOTHING = 'nothing';

const watched = (backend: string, loading: string): string => `${backend}, ${loading}`;

/** For how long the page can do nothing else. */
export const mainThread: Row = {
  id: 'main-thread',
  summary: 'the longest time that the main thread is blocked in one piece',
  async measure(stage) {
    const { server, settings } = stage;
    await serveModule(server, 'blocked');
    const tasks = [watching(stage, NOTHING, serveBlocked(server, NOTHING, 'none'))];
    for (const backend of ['auto', ...settings.backends]) {
      for (const loading of LOADINGS) {
        const path = serveBlocked(server, backend, loading);
        tasks.push(watching(stage, watched(backend, loading), path));
      }
    }
    const rounds = roundsOf(settings, ROUNDS);
    const seen = await interleave('main thread', tasks, rounds, settings.seed);
    return presentBlocking(seen);
  },
};

function watching({ server, browser }: Stage, name: string, path: string): Task<Blocking> {
  return {
    name,
    measure: () =>
      withFreshPage(browser, server.origin + path, (page) =>
        page.evaluate(() => firstAnswer as Promise<Blocking>),
      ),
  };
}

/** @param seen per round, by what was on the page; among them the default element's. */
export function presentBlocking(seen: ReadonlyMap<string, readonly Blocking[]>): Section {
  const lines = [...seen].map(([name, rounds]) => {
    const gaps = rounds.map(({ gap }) => gap);
    const tasks = rounds.map(({ longTask }) => longTask);
    const reported = Math.max(...tasks);
    return [
      name,
      milliseconds(median(gaps)),
      milliseconds(Math.max(...gaps)),
      reported > 0 ? milliseconds(reported) : 'none',
    ];
  });
  const standard = seen.get(watched('auto', 'lazy'))!.map(({ gap }) => gap);
  return {
    id: 'main-thread',
    title: 'Main thread blocked in one piece',
    lead:
      'From before the element’s code is evaluated until it has answered, in a page of its own that is loaded and ' +
      'painted already, without a shader cache. The page sends itself messages without a pause, and the longest ' +
      'time between two is the block; the browser’s own report names tasks from 50 ms. The page with nothing on it ' +
      'shows what the machine does by itself.',
    tables: [
      {
        head: ['backend, loading', 'longest block, median', 'most', 'longest task reported'],
        lines,
      },
    ],
    plots: [],
    verdicts: [
      {
        what: 'main thread blocked in one piece, default element',
        bar: '≤ 50 ms',
        measured: `${milliseconds(median(standard))}, at most ${milliseconds(Math.max(...standard))}`,
      },
    ],
  };
}
