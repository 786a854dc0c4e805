import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from 'prettier';
import { tableMarkdown } from '../../scripts/lib/cli.js';

for (const align of ['left', 'right'] as const) {
  test(`tables aligned ${align} are formatted as Prettier does`, async () => {
    const table = tableMarkdown({
      align,
      head: ['a', 'bar'],
      lines: [
        ['x|y', '≤ 1'],
        ['z', '1,234 ms'],
      ],
    });
    assert.equal(await format(table, { parser: 'markdown' }), `${table}\n`);
    assert.match(table, /x\\\|y/);
  });
}
