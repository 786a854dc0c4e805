import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readPendigits } from '../../scripts/data/pendigits.js';
import { writeStrokes } from '../../scripts/data/collection.js';
import { listStrokeSources, readStrokes } from '../../scripts/lib/strokes.js';
import { temporaryDirectory } from './temporary-directory.js';

const HEAD = ['.INCLUDE        mine.doc', '', '.LEXICON "0" "1"', '.HIERARCHY      DIGIT', ''];
const TWO = [
  ...HEAD,
  ...['.SEGMENT DIGIT    0 ? "7"', '.COMMENT 7 4  224', '.PEN_DOWN', ' 10  90', ' 20  90'],
  ...[' 12  50', '.PEN_UP', '.DT 100', '.PEN_DOWN', '  8  70', ' 18  70', '.PEN_UP', '.DT 100', ''],
  ...['.SEGMENT DIGIT    1 ? "1"', '.COMMENT 1 26   5', '.PEN_DOWN', ' 30  40', ' 30   5'],
];

test('a segment owns the components after it, and the comment names the writer', () => {
  assert.deepEqual(readPendigits(TWO.join('\n'), 'mine.tra'), [
    {
      label: 7,
      writer: 'pendigits-4',
      strokes: [
        [10, 0, 20, 0, 12, 40],
        [8, 20, 18, 20],
      ],
    },
    { label: 1, writer: 'pendigits-26', strokes: [[30, 0, 30, 35]] },
  ]);
});

test('a digit that contradicts itself is a fault, with its line', () => {
  const cases: [from: string, to: string, message: RegExp][] = [
    ['.COMMENT 7 4  224', '.COMMENT 8 4  224', /^mine\.tra, line 6: the comment .* is not "7"/],
    ['.COMMENT 7 4  224', '', /^mine\.tra, line 6: the comment/],
    ['? "1"', '? "x"', /^mine\.tra, line 20: the label is "x"\.$/],
  ];
  for (const [from, to, message] of cases) {
    const text = TWO.join('\n').replace(from, to);
    assert.throws(() => readPendigits(text, 'mine.tra'), { code: 'data-damaged', message });
  }
});

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const RAW = join(DATA, 'raw/pendigits-orig.tra.gz');

test('the published file gives the digits that are used for training and validation', async (context) => {
  if (!existsSync(RAW)) return context.skip(`${RAW} is not there`);
  const directory = await temporaryDirectory(context);
  const text = gunzipSync(readFileSync(RAW)).toString('latin1');
  const source = 'pendigits-tra';
  await writeStrokes(directory, new Map([[source, readPendigits(text, RAW)]]));
  const writers = [];
  for (const part of ['train', 'valid'] as const) {
    assert.deepEqual(await listStrokeSources(directory, part), [source]);
    const found = await readStrokes(directory, source, part);
    const expected = await readStrokes(DATA, source, part);
    assert.equal(found.length, part === 'train' ? 6244 : 1250);
    assert.deepEqual(found, expected);
    writers.push(new Set(found.map(({ writer }) => writer)));
  }
  assert.deepEqual(
    writers.map(({ size }) => size),
    [25, 5],
  );
  const [train, valid] = writers;
  assert.deepEqual(
    [...valid!].filter((writer) => train!.has(writer)),
    [],
  );
  return undefined;
});
