import { milliseconds, significant } from '../../lib/figures.js';
import { DESCRIPTOR_FILE, WEIGHTS_FILE } from '../../descriptor/layers-model.js';
import { generateNetwork } from '../generated-network.js';
import { interleave } from '../interleave.js';
import { withModulePage } from '../pages.js';
import { logLogPlot } from '../plots.js';
import type { Row, Stage } from '../row.js';
import type { Section } from '../section.js';
import { roundsOf, type BackendName } from '../settings.js';
import { median } from '../statistics.js';

const ROUNDS = { quick: 1, full: 5 };
/** Multiply-adds per image, about. */
const SIZES = { quick: [1e5, 1e6, 1e7], full: [1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 5e7] };
/** Milliseconds for which samples are taken. */
const BUDGET = { quick: 100, full: 400 };

/** A network on a backend. */
export interface Sized {
  readonly backend: BackendName;
  readonly multiplyAdds: number;
  /** Milliseconds from asking for the recogniser to its first answer. */
  readonly first: number;
  /** Milliseconds per answer after that: the median. */
  readonly then: number;
}

/** Where one backend overtakes another: what `auto` rests on. */
export const networkSize: Row = {
  id: 'network-size',
  summary: 'networks of 0.1 to 50 million multiply-adds on each backend',
  async measure(stage) {
    const { server, settings } = stage;
    const { backends, quick, seed } = settings;
    const tasks = (quick ? SIZES.quick : SIZES.full).flatMap((size) => {
      const { json, weights, multiplyAdds } = generateNetwork(size, seed);
      const folder = `/generated/${multiplyAdds}/`;
      server.serve(folder + DESCRIPTOR_FILE, json);
      server.serve(folder + WEIGHTS_FILE, weights);
      return backends.map((backend) => ({
        name: `${significant(multiplyAdds / 1e6)} million, ${backend}`,
        measure: () => measureSize(stage, folder + DESCRIPTOR_FILE, { backend, multiplyAdds }),
      }));
    });
    const sized = await interleave('network size', tasks, roundsOf(settings, ROUNDS), seed);
    return presentSizes([...sized.values()]);
  },
};

function measureSize(
  stage: Stage,
  model: string,
  { backend, multiplyAdds }: Pick<Sized, 'backend' | 'multiplyAdds'>,
): Promise<Sized> {
  return withModulePage(stage, 'recognizer', async (page) => {
    const first = await page.evaluate(
      (...given) => answering.open('network', 'ours', ...given),
      backend,
      model,
    );
    const [samples] = await page.evaluate(
      (budget) => answering.time(['network'], budget),
      stage.settings.quick ? BUDGET.quick : BUDGET.full,
    );
    return { backend, multiplyAdds, first, then: median(samples!) };
  });
}

/** @param sized the rounds of each network on each backend, networks in order of their size. */
export function presentSizes(sized: readonly (readonly Sized[])[]): Section {
  const middles = sized.map((rounds): Sized => ({
    ...rounds[0]!,
    first: median(rounds.map(({ first }) => first)),
    then: median(rounds.map(({ then }) => then)),
  }));
  const backends = [...new Set(middles.map(({ backend }) => backend))];
  const sizes = [...new Set(middles.map(({ multiplyAdds }) => multiplyAdds))];
  const figure = (size: number, backend: BackendName, which: 'first' | 'then'): string => {
    const found = middles.find((one) => one.multiplyAdds === size && one.backend === backend);
    return milliseconds(found![which]);
  };
  const curves = (which: 'first' | 'then') =>
    middles.map((one) => ({ line: one.backend, x: one.multiplyAdds, y: one[which] }));
  const x = 'multiply-adds per image';
  return {
    id: 'network-size',
    title: 'Size of the network',
    lead:
      'Networks of the bundled one’s shape, narrower and wider, with random weights, each on a page of its own: ' +
      'from asking for a recogniser to its first answer, with the library’s entry already there and no shader ' +
      'cache; then the median of further answers. The thresholds of auto rest on this.',
    tables: [
      {
        head: [
          'million multiply-adds',
          ...backends.map((backend) => `${backend}: first`),
          ...backends.map((backend) => `${backend}: then`),
        ],
        lines: sizes.map((size) => [
          significant(size / 1e6),
          ...backends.map((backend) => figure(size, backend, 'first')),
          ...backends.map((backend) => figure(size, backend, 'then')),
        ]),
      },
    ],
    plots: [
      {
        caption: 'First answer, milliseconds',
        spec: logLogPlot(curves('first'), { x, y: 'milliseconds' }),
      },
      {
        caption: 'Each further answer, milliseconds',
        spec: logLogPlot(curves('then'), { x, y: 'milliseconds' }),
      },
    ],
    verdicts: [],
  };
}
