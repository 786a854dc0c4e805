import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLetters, withoutDigitShape } from '../../scripts/lib/letters.js';
import { writeLetters } from './generated-digits.js';
import { temporaryDirectory } from './temporary-directory.js';

const LINE = [0, 0, 5, 50, 10, 100];
const A = [LINE, [0, 0, -10, 100], [-8, 60, 8, 60]];

test('letters are read by part, of all sources in order', async (context) => {
  const directory = await temporaryDirectory(context);
  await writeLetters(directory, 'two', 'train', [{ label: 'Q', strokes: [LINE] }]);
  await writeLetters(directory, 'one', 'train', [{ label: '&', strokes: A }]);
  await writeLetters(directory, 'one', 'valid', [{ label: 'k', strokes: A }]);
  const labels = async (part: 'train' | 'valid') =>
    (await readLetters(directory, part)).map(({ label }) => label);
  assert.deepEqual(await labels('train'), ['&', 'Q']);
  assert.deepEqual(await labels('valid'), ['k']);
});

test('where there are none, none are read', async (context) => {
  assert.deepEqual(await readLetters(await temporaryDirectory(context), 'train'), []);
});

test('letters that may be digits are left out, and those of which a line is left', async (context) => {
  const directory = await temporaryDirectory(context);
  const flat = [[0, 0, 100, 3]];
  await writeLetters(directory, 'some', 'train', [
    { label: 'A', strokes: A },
    { label: 'A', strokes: [LINE] },
    { label: 'A', strokes: [[0, 0]] },
    { label: 'H', strokes: [[0, 0, 0, 100, 80, 100]] },
    ...[...'OoDQIl|SsZzBgqbG'].map((label) => ({ label, strokes: A })),
    { label: '-', strokes: flat },
  ]);
  const kept = withoutDigitShape(await readLetters(directory, 'train'));
  assert.deepEqual(
    kept.map(({ label, line }) => [label, line]),
    [
      ['A', 1],
      ['H', 4],
      ['-', 21],
    ],
  );
});

test('a label that is no text is refused with its line', async (context) => {
  const directory = await temporaryDirectory(context);
  const letters = [
    { label: 'A', strokes: A },
    { label: 7 as unknown as string, strokes: A },
  ];
  await writeLetters(directory, 'some', 'train', letters);
  await assert.rejects(readLetters(directory, 'train'), {
    code: 'data-damaged',
    message: /line 2: label is 7, not a text/,
  });
});
