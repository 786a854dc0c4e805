import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { BACKENDS } from '../../scripts/bench/browser.js';
import { generateNetwork } from '../../scripts/bench/generated-network.js';
import { presentColdStarts } from '../../scripts/bench/page-rows.js';
import {
  pairing,
  presentAnswers,
  presentRates,
  presentSizes,
} from '../../scripts/bench/recognizer-rows.js';
import {
  BENCH_PART,
  renderResults,
  resultsMarkdown,
  type Results,
} from '../../scripts/bench/report.js';
import { median, quantile } from '../../scripts/lib/figures.js';
import {
  estimateMedian,
  estimateText,
  interleave,
  inTurn,
  pairedRatio,
} from '../../scripts/bench/statistics.js';
import { DESCRIPTOR_FILE, WEIGHTS_FILE } from '../../scripts/lib/descriptor.js';
import { replacePart } from '../../scripts/lib/files.js';
import { loadDescriptor } from '../../src/graph/index.js';
import { count, foreignReferences } from './page-content.js';

const HOSTILE = '<script>|alert(1)|</script>';

/** Ours takes 1, 2 and 30 ms where TensorFlow.js takes 4, 4 and 60: the median ratio is a half. */
const times = new Map(
  ['pen', 'exercise'].flatMap((network) =>
    BACKENDS.map((backend) => [
      pairing(network, backend),
      [
        { ours: [1, 1, 1], tensorflow: [4, 4, 4] },
        { ours: [2, 2, 2], tensorflow: [4, 4, 4] },
        { ours: [30, 30, 30], tensorflow: [60, 60, 60] },
      ],
    ]),
  ),
);
const start = (elapsed: number, bytes: number) => ({ elapsed, bytes });
const starts = new Map([
  ['auto', [{ element: start(120, 68_900), recognizer: start(90, 53_100) }]],
  [
    'webgl',
    [
      {
        element: start(1300, 113_000),
        recognizer: start(1000, 97_000),
        tensorflow: start(2000, 234_000),
      },
    ],
  ],
]);
const sized = [2e5, 4e6].flatMap((multiplyAdds) =>
  BACKENDS.map((backend, index) => [
    { backend, multiplyAdds, first: 100 * (index + 1), then: index + 1 },
  ]),
);
const results: Results = {
  machine: {
    cores: 3,
    processor: HOSTILE,
    browser: 'Chrome/1',
    load: 12.34,
    webgl: 'software',
    webgpu: 'none',
  },
  settings: { backends: BACKENDS, seed: 4, quick: true },
  sections: [
    presentAnswers(times, BACKENDS, 1),
    presentColdStarts(starts, 1),
    presentRates(
      new Map([['cpu', [1, 2, 3].map((scale) => ({ batch: 400 * scale, single: 100 * scale }))]]),
      [2000],
      1,
    ),
    presentSizes(sized),
  ],
};

test('a run replaces only its own part of the document', () => {
  const document = 'a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\n<!-- size:begin -->kept';
  const once = replacePart(document, 'bench', 'new');
  assert.equal(
    once,
    'a\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\n<!-- size:begin -->kept',
  );
  assert.equal(replacePart(once, 'bench', 'new'), once);
});

test('a document whose marks are missing, doubled or in the wrong order is left alone', () => {
  for (const document of [
    'nothing',
    '<!-- bench:begin -->',
    '<!-- bench:end --><!-- bench:begin -->',
    '<!-- bench:begin --><!-- bench:begin --><!-- bench:end -->',
    '<!-- bench:begin --><!-- bench:end --><!-- bench:end -->',
  ]) {
    assert.throws(() => replacePart(document, 'bench', 'new'), {
      code: 'bad-document',
      message: /<!-- bench:begin --> and, after it, <!-- bench:end -->/,
    });
  }
});

test('docs/performance.md has the marks of the benchmark and of the other parts', async () => {
  const document = await readFile(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  for (const part of [BENCH_PART, 'size', 'tried']) {
    assert.notEqual(replacePart(document, part, 'x'), document);
  }
});

test('the document names the command, the machine and the figures of each row', () => {
  const text = resultsMarkdown(results);
  assert.match(text, /`npm run bench -- --quick --seed 4`/);
  assert.match(
    text.replaceAll('\n', ' '),
    /3 cores of .* load average 12\.3 .*absolute times do not.* quick run/,
  );
  // Of six samples of 1 and 2 ms and three of 30: the middle one is 2, the 95th percentile 30.
  assert.match(
    text,
    /\| pen, cpu +\| +2 ms \| +30 ms \| +4 ms \| +60 ms \| 0\.5 \(0\.25 – 0\.5\) \|/,
  );
  // 2 ms is 2 / 3.8 of the exercise's time.
  assert.match(text, /\| [^|]*network on cpu[^|]*3\.8 ms on fallback +\| +≤ 0\.4 \| +0\.526 \(/);
  assert.match(text, /\| webgl +\| +1,300 ms \| +1,000 ms \| +2,000 ms \| +0\.5 \|/);
  assert.match(text, /\| auto +\| +68\.9 kB \| +53\.1 kB \| +– \|/);
  assert.match(text, /\| cpu +\| +2,000 \| +800 \/s \| +200 \/s \| 4 \(4 – 4\) \|/);
  assert.match(text, /\| 4 +\|( +\d00 ms \|){4}( +\d ms \|){4}/);
});

test('the page has a section and plots for each row, and fetches and runs nothing', async () => {
  const page = await renderResults(results);
  assert.deepEqual(foreignReferences(page), []);
  assert.doesNotMatch(page, /<script/);
  // Two ratios, one of rates, and two curves of the network's size.
  assert.equal(count(page, /<svg [^>]*class="marks"/g), 5);
  for (const id of ['short', 'answers', 'first-answer', 'batches', 'network-size']) {
    assert.match(page, new RegExp(`<section id="${id}">`));
  }
});

async function orderOf(seed: number): Promise<string[]> {
  const order: string[] = [];
  const tasks = ['a', 'b', 'c'].map((name) => ({
    name,
    measure: async (round: number) => {
      order.push(name);
      return `${name}${round}`;
    },
  }));
  const figures = await interleave('test', tasks, 6, seed);
  assert.deepEqual([...figures.keys()], ['a', 'b', 'c'], 'in the order given');
  for (const [name, found] of figures) {
    assert.deepEqual(
      found,
      [0, 1, 2, 3, 4, 5].map((round) => name + round),
    );
  }
  return order;
}

test('each round measures everything once, in its own order, which the seed decides', async () => {
  const order = await orderOf(1);
  const rounds = [0, 3, 6, 9, 12, 15].map((at) => order.slice(at, at + 3).join(''));
  for (const round of rounds) assert.equal([...round].sort().join(''), 'abc');
  assert.ok(new Set(rounds).size > 1, `${rounds}`);
  assert.deepEqual(await orderOf(1), order);
  assert.notDeepEqual(await orderOf(2), order);
});

test('compared measurements take turns in going first', async () => {
  const order: string[] = [];
  const note = (name: string) => () => Promise.resolve(order.push(name));
  const ways = { ours: note('ours'), theirs: note('theirs') };
  assert.deepEqual(await inTurn(0, ways), { ours: 1, theirs: 2 });
  assert.deepEqual(await inTurn(1, ways), { ours: 4, theirs: 3 });
  assert.deepEqual(order, ['ours', 'theirs', 'theirs', 'ours']);
});

test('quantiles are interpolated linearly', () => {
  // Sorted 1 2 4 8: places 0 to 3.
  const series = [8, 1, 4, 2];
  assert.equal(quantile(series, 0), 1);
  assert.equal(quantile(series, 1), 8);
  assert.equal(median(series), 3);
  // Place 2.85: 0.15 of 4 and 0.85 of 8.
  assert.ok(Math.abs(quantile(series, 0.95) - 7.4) < 1e-12);
  assert.deepEqual(series, [8, 1, 4, 2], 'the series stays as it was');
  assert.equal(quantile([7], 0.95), 7);
});

test('a round in which the machine was slow does not change the ratio', () => {
  const theirs = [10, 10, 10, 10, 10];
  const quiet = pairedRatio([4, 5, 5, 5, 6], theirs, 1);
  // Rounds two and four took ten and three times as long, for both.
  const busy = pairedRatio([4, 50, 5, 15, 6], [10, 100, 10, 30, 10], 1);
  assert.equal(quiet.value, 0.5);
  assert.equal(busy.value, 0.5);
  // The medians of the two series themselves would say 6 / 10.
  assert.equal(median([4, 50, 5, 15, 6]) / median([10, 100, 10, 30, 10]), 0.6);
});

test('the interval of the median covers all samples that can be drawn', () => {
  // Three values drawn thrice: the median is the least of them in 7 of 27 cases, the greatest too.
  const { interval } = estimateMedian([1, 2, 3], 1);
  assert.deepEqual(interval, [1, 3]);
  // Of more values, the ends are where a binomial distribution reaches 2.5 %.
  const eleven = estimateMedian([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 1);
  assert.equal(eleven.value, 6);
  assert.deepEqual(eleven.interval, [
    binomialQuantile(11, 0.025),
    12 - binomialQuantile(11, 0.025),
  ]);
});

test('the same seed gives the same interval, and two values give no interval', () => {
  const series = [3, 1, 4, 1, 5, 9, 2, 6];
  assert.deepEqual(estimateMedian(series, 7), estimateMedian(series, 7));
  assert.deepEqual(estimateMedian([1, 3], 1), { value: 2, interval: null });
});

test('figures have three significant digits and their interval', () => {
  assert.equal(estimateText({ value: 0.41234, interval: [0.398, 0.44] }), '0.412 (0.398 – 0.44)');
  assert.equal(estimateText({ value: 1234.5, interval: null }), '1,230');
});

/**
 * The least k such that the median of `count` draws with replacement from 1 … `count` is at most k
 * with at least this probability: it is if more than half of the draws are.
 */
function binomialQuantile(count: number, probability: number): number {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (n / k) * choose(n - 1, k - 1));
  for (let k = 1; ; k++) {
    let atMost = 0;
    for (let draws = (count + 1) / 2; draws <= count; draws++) {
      atMost += choose(count, draws) * (k / count) ** draws * (1 - k / count) ** (count - draws);
    }
    if (atMost >= probability) return k;
  }
}

interface LayerJson {
  readonly class_name: string;
  readonly config: {
    readonly filters: number;
    readonly kernel_size: readonly number[];
    readonly strides: readonly number[];
    readonly pool_size: readonly number[];
    readonly units: number;
  };
}

/** Counts every multiplication, window by window, from the topology alone. */
function countMultiplyAdds(layers: readonly LayerJson[]): number {
  let [side, channels] = [28, 1];
  let count = 0;
  for (const { class_name: kind, config } of layers) {
    if (kind === 'Conv2D') {
      const size = config.kernel_size[0]!;
      let windows = 0;
      for (let at = 0; at + size <= side; at += config.strides[0]!) windows++;
      count += windows * windows * size * size * channels * config.filters;
      [side, channels] = [windows, config.filters];
    } else if (kind === 'MaxPooling2D') {
      side = Math.floor(side / config.pool_size[0]!);
    } else if (kind === 'Dense') {
      count += side * side * channels * config.units;
      [side, channels] = [1, config.units];
    } else {
      assert.equal(kind, 'Flatten');
    }
  }
  assert.deepEqual([side, channels], [1, 10]);
  return count;
}

for (const target of [1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 5e7]) {
  test(`a generated network of about ${target} multiply-adds counts them correctly`, async () => {
    const { json, weights, multiplyAdds } = generateNetwork(target, 1);
    const { modelTopology } = JSON.parse(json);
    assert.equal(countMultiplyAdds(modelTopology.config.layers), multiplyAdds);
    assert.ok(Math.abs(multiplyAdds / target - 1) < 0.3, `${multiplyAdds}`);

    const files: Record<string, string | Uint8Array<ArrayBuffer>> = {
      [DESCRIPTOR_FILE]: json,
      [WEIGHTS_FILE]: new Uint8Array(weights),
    };
    const fetch = async (url: string | URL) => new Response(files[new URL(url).pathname.slice(1)]!);
    const { plan } = await loadDescriptor(`http://generated/${DESCRIPTOR_FILE}`, { fetch });
    assert.equal(plan.multiplyAdds, multiplyAdds, 'what auto decides by');
  });
}

test('a seed always gives the same network, another seed a different one', () => {
  const one = generateNetwork(1e5, 1);
  assert.deepEqual(generateNetwork(1e5, 1), one);
  assert.notDeepEqual(generateNetwork(1e5, 2).weights, one.weights);
});
