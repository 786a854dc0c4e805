import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evaluation, ReadingGroup } from '../../scripts/evaluate/evaluate.js';
import { generateNonDigits, type Reading } from '../../scripts/evaluate/readings.js';
import { renderReport } from '../../scripts/evaluate/report.js';
import { tallySource } from '../../scripts/evaluate/statistics.js';
import { DEFAULT_PREPROCESSING } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { count, foreignReferences } from './page-content.js';
import { reading } from './readings.js';

const HOSTILE = '<script>alert("1")</script>';

const network = {
  name: HOSTILE,
  path: `models/${HOSTILE}/model.json`,
  bytes: 1234567,
  gzipped: 900123,
  weights: 75338,
  multiplyAdds: 786272,
  operations: [
    {
      name: HOSTILE,
      kind: 'dense' as const,
      shape: [1, 1, 10] as const,
      weights: 7,
      multiplyAdds: 9,
    },
  ],
  preparation: DEFAULT_PREPROCESSING,
};

function evaluation(...groups: ReadingGroup[]): Evaluation {
  return {
    network,
    backend: 'cpu',
    tallies: groups.map(({ name, readings }) => tallySource(name, readings)),
    groups,
    variations: [],
    numbers: [],
    hands: [],
    letters: [],
    altered: [],
    pictures: [],
    nonDigits: generateNonDigits().map((nonDigit) => ({
      ...nonDigit,
      answer: reading(0, 8, 0.625).answer,
    })),
  };
}

const strokes = (readings: readonly Reading[]): ReadingGroup => ({
  id: 'strokes',
  name: 'pen strokes',
  readings,
});

const four = DRAWINGS[4]!.strokes;
const wrongLabel = { source: 'a', part: 'valid', line: 7, label: 4, reason: HOSTILE } as const;
const READINGS = [
  reading(4, 4, 0.9, { id: 'a:1', input: four }),
  reading(4, 9, 0.7, { id: 'a:2', input: four }),
  reading(4, 1, 0.8, { id: 'a:7', input: four, wrongLabel }),
  reading(4, null, 0, { id: 'a:9', input: [] }),
];

test('every misread digit is shown by its place, the most confident first', async () => {
  const page = await renderReport(evaluation(strokes(READINGS)));
  assert.equal(count(page, /<article class="card misread">/g), 3);
  const ids = [...page.matchAll(/<p class="id">(.*?)<\/p>/g)].map(([, id]) => id);
  assert.deepEqual(ids, ['a:7', 'a:2', 'a:9']);
  assert.match(page, /3 of 4\s+digits, 1 of them wrongly labelled\./);
  assert.match(page, /aria-label="0: 2\.22 %, 1: 80\.00 %, 2: 2\.22 %/);
  assert.match(page, new RegExp(`aria-label="${four.length} strokes?"`));
});

test('wrong labels are marked with their reason, and both shares are given', async () => {
  const page = await renderReport(evaluation(strokes(READINGS)));
  assert.equal(count(page, /class="wrong-label"/g), 1);
  assert.match(page, /25\.00 %[\s\S]*33\.33 %/);
});

test('a page without a single mistake, and without strokes, is still a page', async () => {
  const image = new Float32Array(784).fill(0.5);
  const group: ReadingGroup = {
    id: 'mnist',
    name: 'mnist test',
    readings: [reading(1, 1, 1, { input: image })],
  };
  const page = await renderReport(evaluation(group));
  assert.equal(count(page, /<article class="card misread">/g), 0);
  assert.match(page, /0 of 1\s+digits\./);
  assert.doesNotMatch(page, /id="misread-strokes"|id="variations"|without wrong labels/);
});

test('the network’s figures and what is no digit stand on it', async () => {
  const page = await renderReport(evaluation(strokes(READINGS)));
  for (const text of ['1,234,567 bytes', '900.1 kB gzipped', '75,338', '786,272']) {
    assert.ok(page.includes(text), text);
  }
  assert.match(page, /zigzag read as[\s\S]*62\.50 %/);
  assert.equal(count(page, /scribble \d/g), 5);
});

test('nothing on the page is fetched or run', async () => {
  const page = await renderReport(evaluation(strokes(READINGS)));
  assert.deepEqual(foreignReferences(page), []);
  assert.doesNotMatch(page, /<script/);
  assert.equal(count(page, /&#60;script&#62;/g) >= 4, true, 'title, path, operation, reason');
});
