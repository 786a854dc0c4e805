import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  confusionTable,
  countConfusion,
  wilsonInterval,
} from '../../scripts/evaluate/statistics.js';
import { listStrokeSources, readStrokes } from '../../scripts/lib/strokes.js';
import { reading } from './readings.js';
import { temporaryDirectory } from './temporary-directory.js';

test('the confusion matrix counts what was read for what was written', () => {
  const table = countConfusion([
    ...[reading(3, 3), reading(3, 5), reading(3, 3), reading(8, 8), reading(0, null)],
  ]);
  assert.deepEqual(table[3], [0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0]);
  assert.deepEqual(table[8], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual(table[0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test('it is printed with a row per written digit, and a column for no answer only if needed', () => {
  const { head, lines } = confusionTable([reading(3, 3), reading(3, 5), reading(1, 1)]);
  assert.equal(head.join(' '), 'written 0 1 2 3 4 5 6 7 8 9');
  assert.equal(lines.length, 10);
  assert.equal(lines[3]!.join(' '), '3 · · · 1 · 1 · · · ·');
  assert.equal(confusionTable([reading(1, null)]).head.at(-1), '–');
});

test('the interval is Wilson’s: published and hand-computed values', () => {
  // 8 of 10: (0.8 + 0.19207) / 1.38415 ± 1.96 · √(0.016 + 0.0096036) / 1.38415.
  const [low, high] = wilsonInterval(8, 10);
  assert.ok(Math.abs(low - 0.4901) < 2e-4 && Math.abs(high - 0.9433) < 2e-4, `${low} ${high}`);
  // None wrong: from n / (n + z²) to 1.
  const [least, most] = wilsonInterval(100, 100);
  assert.ok(Math.abs(least - 100 / 103.8415) < 1e-4);
  assert.ok(Math.abs(most - 1) < 1e-12);
});

const THREE = '{"label":3,"writer":"a","strokes":[[0,0,10,5],[4,4]]}';

async function strokesDirectory(directory: string, files: Record<string, string>): Promise<string> {
  await mkdir(join(directory, 'strokes'));
  for (const [name, text] of Object.entries(files)) {
    const bytes = name.endsWith('.gz') ? gzipSync(text) : text;
    await writeFile(join(directory, 'strokes', name), bytes);
  }
  return directory;
}

test('stroke files are found by source and part, packed or not, and read', async (context) => {
  const directory = await strokesDirectory(await temporaryDirectory(context), {
    'tablet.valid.ndjson.gz': `${THREE}\n`,
    'tablet.train.ndjson.gz': '',
    'mouse.valid.ndjson': `${THREE}\n\n${THREE}\n`,
  });
  assert.deepEqual(await listStrokeSources(directory, 'valid'), ['mouse', 'tablet']);
  assert.deepEqual(await listStrokeSources(directory, 'train'), ['tablet']);
  const mouse = await readStrokes(directory, 'mouse', 'valid');
  assert.deepEqual(
    mouse.map(({ line }) => line),
    [1, 3],
    'an empty line is no sample, yet counts',
  );
  const [sample] = await readStrokes(directory, 'tablet', 'valid');
  assert.deepEqual(sample, {
    line: 1,
    label: 3,
    writer: 'a',
    drawing: [
      [
        { x: 0, y: 0 },
        { x: 10, y: 5 },
      ],
      [{ x: 4, y: 4 }],
    ],
  });
});

test('without a strokes folder there are no sources', async (context) => {
  assert.deepEqual(await listStrokeSources(await temporaryDirectory(context), 'valid'), []);
});

const faults: [line: string, message: RegExp][] = [
  ['{"label":3', /line 2: this is not JSON/],
  ['null', /line 2: label is undefined/],
  ['{"label":12,"strokes":[]}', /line 2: label is 12, not a digit/],
  ['{"label":1,"strokes":[[1,2,3]]}', /line 2: strokes is not a list/],
  ['{"label":1,"strokes":[["1","2"]]}', /line 2: strokes is not a list/],
  ['{"label":1,"strokes":[[],[]]}', /line 2: strokes has no points/],
];

for (const [line, message] of faults) {
  test(`the stroke line ${line} is refused by its number`, async (context) => {
    const directory = await strokesDirectory(await temporaryDirectory(context), {
      'a.valid.ndjson': `${THREE}\n${line}\n`,
    });
    await assert.rejects(readStrokes(directory, 'a', 'valid'), { code: 'data-damaged', message });
  });
}
