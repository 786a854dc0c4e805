import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readWrongLabels, wrongLabelsOf } from '../../scripts/lib/strokes.js';
import { temporaryDirectory } from './temporary-directory.js';

const ENTRY = {
  source: 'tablet',
  part: 'valid',
  line: 3,
  label: 1,
  reason: 'a crossed seven',
} as const;
const SAMPLES = [
  { line: 1, label: 7 },
  { line: 3, label: 1 },
];

test('the project’s own list can be read', async () => {
  assert.ok(Array.isArray(await readWrongLabels()));
});

test('an entry is found by source, part and line', () => {
  const others = [
    { ...ENTRY, source: 'mouse', line: 99 },
    { ...ENTRY, part: 'train' as const, line: 98 },
  ];
  const found = wrongLabelsOf([ENTRY, ...others], 'tablet', 'valid', SAMPLES);
  assert.deepEqual([...found], [[3, ENTRY]]);
  assert.equal(wrongLabelsOf([ENTRY], 'pen', 'valid', SAMPLES).size, 0);
});

const foreign: [entry: object, message: RegExp][] = [
  [{ label: 2 }, /other data: it has the label 2 in line 3 of tablet\.valid, and 1 stands there/],
  [{ line: 2 }, /the label 1 in line 2 of tablet\.valid, and no digit is there/],
  [{ line: 40 }, /line 40 .* no digit is there/],
];

for (const [change, message] of foreign) {
  test(`a list for other data is refused: ${JSON.stringify(change)}`, () => {
    assert.throws(() => wrongLabelsOf([{ ...ENTRY, ...change }], 'tablet', 'valid', SAMPLES), {
      code: 'wrong-labels-differ',
      message,
    });
  });
}

const faults: [text: string, message: RegExp][] = [
  ['[', /not JSON/],
  ['{}', /not a list/],
  [JSON.stringify([ENTRY, { ...ENTRY, line: 0 }]), /entry 2 is not \{source/],
  [JSON.stringify([{ ...ENTRY, part: 'test' }]), /entry 1 is not/],
  [JSON.stringify([{ ...ENTRY, label: 10 }]), /entry 1 is not/],
  [JSON.stringify([{ ...ENTRY, reason: undefined }]), /entry 1 is not/],
  [JSON.stringify([ENTRY, ENTRY]), /entry 2 names tablet\.valid, line 3 a second time/],
  ['[null]', /entry 1 is not/],
];

for (const [text, message] of faults) {
  test(`the list ${text.slice(0, 60)} is refused`, async (context) => {
    const path = join(await temporaryDirectory(context), 'list.json');
    await writeFile(path, text);
    await assert.rejects(readWrongLabels(path), { code: 'bad-wrong-labels', message });
  });
}

test('a list that is not there is named', async (context) => {
  const path = join(await temporaryDirectory(context), 'none.json');
  await assert.rejects(readWrongLabels(path), { code: 'data-missing', message: /none\.json/ });
});
