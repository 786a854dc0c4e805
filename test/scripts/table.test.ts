import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from 'prettier';
import { tableMarkdown } from '../../scripts/lib/table.js';

test('tables are as prettier leaves them, whatever stands in them', async () => {
  const table = tableMarkdown({
    head: ['a', 'bar'],
    lines: [
      ['x|y', '≤ 1'],
      ['z', '1,234 ms'],
    ],
  });
  assert.equal(await format(table, { parser: 'markdown' }), `${table}\n`);
  assert.match(table, /x\\\|y/);
});
