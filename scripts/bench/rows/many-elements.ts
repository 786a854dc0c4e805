import type { Page } from 'puppeteer-core';
import { grouped, kilobytes, milliseconds } from '../../lib/figures.js';
import { interleave } from '../interleave.js';
import type { Devices } from '../page/count-devices.js';
import type { Filled } from '../page/elements.js';
import { withModulePage } from '../pages.js';
import type { Row, Stage } from '../row.js';
import type { Section } from '../section.js';
import { roundsOf } from '../settings.js';
import { median } from '../statistics.js';

const ROUNDS = { quick: 1, full: 5 };
const COUNTS = [1, 10, 100] as const;

/** A page full of elements. */
export interface Crowd extends Filled {
  readonly backend: string;
  readonly count: number;
  /** Requests of the bundled network. */
  readonly networks: number;
  /** Bytes of JavaScript's heap that came with the elements, after a collection. */
  readonly heap: number;
}

/** What a second element costs, and a hundredth. */
export const manyElements: Row = {
  id: 'elements',
  summary: '1, 10 and 100 elements on a page: requests, devices, time, memory',
  async measure(stage) {
    const { settings } = stage;
    const tasks = ['auto', ...settings.backends].flatMap((backend) =>
      COUNTS.map((count) => ({
        name: `${backend}, ${count}`,
        measure: () => gather(stage, backend, count),
      })),
    );
    const rounds = roundsOf(settings, ROUNDS);
    const crowds = await interleave('elements', tasks, rounds, settings.seed);
    return presentCrowds([...crowds.values()]);
  },
};

function gather(stage: Stage, backend: string, count: number): Promise<Crowd> {
  const { server } = stage;
  return withModulePage(stage, 'elements', async (page) => {
    const before = await heapSize(page);
    server.takeTransfers();
    const filled = await page.evaluate((...given) => elements.fill(...given), count, backend);
    const sent = server.takeTransfers();
    const heap = (await heapSize(page)) - before;
    const networks = sent.filter((file) => file.path.endsWith('/bundled-network.js')).length;
    return { ...filled, backend, count, networks, heap };
  });
}

async function heapSize(page: Page): Promise<number> {
  const client = await page.createCDPSession();
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  await client.detach();
  return usedSize;
}

/** @param crowds the rounds of each. */
export function presentCrowds(crowds: readonly (readonly Crowd[])[]): Section {
  return {
    id: 'elements',
    title: 'Many elements on one page',
    lead:
      'All elements are added at once with loading="eager". Devices are GPU devices, WebGL contexts and instances ' +
      'of WebAssembly that the page asked for; cpu needs none. The heap is JavaScript’s, after a collection, less ' +
      'what the page held before the first element; for one element it holds the recognizer and the network too, ' +
      'which all share. Canvases are counted apart, in pixels of four bytes.',
    tables: [
      {
        head: [
          'backend, elements',
          'network requested',
          'devices',
          'all ready',
          'heap per element',
          'canvas pixels per element',
        ],
        lines: crowds.map((rounds) => {
          const { backend, count } = rounds[0]!;
          const middle = (figure: (crowd: Crowd) => number): number => median(rounds.map(figure));
          return [
            `${backend}, ${count}`,
            `${middle(({ networks }) => networks)}`,
            `${middle(({ devices }) => total(devices))}`,
            milliseconds(middle(({ ready }) => ready)),
            kilobytes(middle(({ heap }) => heap) / count),
            grouped(middle(({ pixels }) => pixels) / count),
          ];
        }),
      },
    ],
    plots: [],
    verdicts: [],
  };
}

function total({ webgpu, webgl, wasm }: Devices): number {
  return webgpu + webgl + wasm;
}
