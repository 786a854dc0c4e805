import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { BENCH_PART, resultsMarkdown } from '../../scripts/bench/document.js';
import { renderResults } from '../../scripts/bench/report.js';
import type { Results } from '../../scripts/bench/results.js';
import { presentAnswers, pairing } from '../../scripts/bench/rows/answers.js';
import { presentRates } from '../../scripts/bench/rows/batch-rates.js';
import { presentColdStarts } from '../../scripts/bench/rows/cold-starts.js';
import { presentSizes } from '../../scripts/bench/rows/network-size.js';
import { BACKENDS } from '../../scripts/bench/settings.js';
import { replacePart } from '../../scripts/lib/replace-part.js';
import { count, foreignReferences } from './page-content.js';

const HOSTILE = '<script>|alert(1)|</script>';

/** Ours takes 1, 2 and 30 ms where TensorFlow.js takes 4, 4 and 60: half of it, in the middle. */
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
  ['auto', [{ element: start(120, 68_900), recogniser: start(90, 53_100) }]],
  [
    'webgl',
    [
      {
        element: start(1300, 113_000),
        recogniser: start(1000, 97_000),
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

test('a run replaces its own part of the document and nothing else', () => {
  const document = 'a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\n<!-- size:begin -->kept';
  const once = replacePart(document, 'bench', 'new');
  assert.equal(
    once,
    'a\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\n<!-- size:begin -->kept',
  );
  assert.equal(replacePart(once, 'bench', 'new'), once);
});

test('a document whose marks are missing, doubled or turned round is left alone', () => {
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

test('the document of the repository has its marks, and its parts for others', async () => {
  const document = await readFile(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  for (const part of [BENCH_PART, 'size', 'tried']) {
    assert.notEqual(replacePart(document, part, 'x'), document);
  }
});

test('the document says what was run on what, and every row’s figures', () => {
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
  // 2 ms are 2 / 3.8 of the exercise's.
  assert.match(text, /\| [^|]*network on cpu[^|]*3\.8 ms on fallback +\| +≤ 0\.4 \| +0\.526 \(/);
  assert.match(text, /\| webgl +\| +1,300 ms \| +1,000 ms \| +2,000 ms \| +0\.5 \|/);
  assert.match(text, /\| auto +\| +68\.9 kB \| +53\.1 kB \| +– \|/);
  assert.match(text, /\| cpu +\| +2,000 \| +800 \/s \| +200 \/s \| 4 \(4 – 4\) \|/);
  assert.match(text, /\| 4 +\|( +\d00 ms \|){4}( +\d ms \|){4}/);
});

test('the page has a section and plots for every row, and fetches and runs nothing', async () => {
  const page = await renderResults(results);
  assert.deepEqual(foreignReferences(page), []);
  assert.doesNotMatch(page, /<script/);
  // Two ratios, one of rates, and two curves of the network's size.
  assert.equal(count(page, /<svg [^>]*class="marks"/g), 5);
  for (const id of ['short', 'answers', 'first-answer', 'batches', 'network-size']) {
    assert.match(page, new RegExp(`<section id="${id}">`));
  }
});
