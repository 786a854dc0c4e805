import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScriptError, tableMarkdown } from '../../scripts/lib/cli.js';
import {
  addSizes,
  budgetOf,
  checkSizes,
  modulesFetched,
  saysTheSame,
  sumTable,
  fileTable,
  type ImportGraph,
  type SizeReport,
} from '../../scripts/size/size.js';

/** A build of two files with these gzipped bytes, and one sum of both. */
function build(a: number, b: number, limit?: number): SizeReport {
  const files = new Map([
    ['a.js', { raw: 9 * a, gzip: a, brotli: a - 1 }],
    ['b.js', { raw: 9 * b, gzip: b, brotli: b - 1 }],
  ]);
  const names = [...files.keys()];
  return { files, sums: [{ name: 'auto', files: names, limit, ...addSizes(files, names) }] };
}

function refusal(report: SizeReport, budget = budgetOf(build(2_000, 50_000))): string {
  try {
    checkSizes(report, budget);
  } catch (error) {
    assert.ok(error instanceof ScriptError && error.code === 'over-budget');
    return error.message;
  }
  return '';
}

describe('the sum of some files', () => {
  it('is counted in every encoding', () => {
    const { sums } = build(10, 20);
    assert.deepEqual(
      sums.map(({ raw, gzip, brotli }) => [raw, gzip, brotli]),
      [[270, 30, 28]],
    );
  });

  it('is an error if one of them is missing', () => {
    assert.throws(() => addSizes(build(1, 2).files, ['a.js', 'c.js']), /dist\/c\.js is missing/);
  });
});

describe('the byte budget', () => {
  it('accepts the build that it was made for, and a little more', () => {
    const budget = budgetOf(build(2_000, 50_000));
    assert.equal(checkSizes(build(2_000, 50_000), budget), '');
    assert.equal(checkSizes(build(2_100, 50_400), budget), '');
  });

  it('names what grew, from what to what, by how much, and what to do', () => {
    const message = refusal(build(2_345, 50_000));
    assert.match(
      message,
      /dist\/a\.js grew from 2,000 to 2,345 bytes: 345 more, which is 245 over its budget of 2,100/,
    );
    assert.match(message, /npm run size -- --update/);
    assert.doesNotMatch(message, /b\.js|auto/, 'these are within their budgets');
  });

  it('allows a larger file one percent', () => {
    assert.equal(refusal(build(2_000, 50_500)), '');
    assert.match(refusal(build(2_000, 50_501)), /dist\/b\.js grew .* 501 more, which is 1 over/);
  });

  it('notices many files that grew a little each', () => {
    const budget = { 'dist/a.js': 2_000, 'dist/b.js': 2_000, 'all for auto': 4_000 };
    const message = refusal(build(2_090, 2_090), budget);
    assert.match(
      message,
      /all for auto grew from 4,000 to 4,180 bytes: 180 more, which is 80 over/,
    );
    assert.doesNotMatch(message, /[ab]\.js/);
  });

  it('names a file that has no budget', () => {
    const message = refusal(build(2_000, 50_000), { 'dist/a.js': 2_000, 'all for auto': 52_000 });
    assert.match(message, /dist\/b\.js is new, with 50,000 bytes and no budget/);
  });

  it('gives a hint, and no error, if it has become too wide', () => {
    const budget = { ...budgetOf(build(2_000, 50_000)), 'dist/old.js': 10 };
    const hint = checkSizes(build(1_500, 50_000), budget);
    assert.match(hint, /dist\/a\.js shrank from 2,000 to 1,500 bytes/);
    assert.match(hint, /dist\/old\.js is gone/);
    assert.doesNotMatch(hint, /b\.js|auto/);
  });
});

describe('a limit', () => {
  it('is exact to the byte, whatever the budget is', () => {
    assert.equal(refusal(build(2_000, 50_000, 52_000)), '');
    const message = refusal(build(2_000, 50_000, 51_999));
    assert.match(message, /all for auto weighs 52,000 bytes: 1 over its limit of 51,999/);
    assert.doesNotMatch(message, /--update/, 'that would not help');
  });
});

describe('the modules that a page fetches', () => {
  const graph: ImportGraph = new Map([
    ['entry.js', { static: ['shared.js', 'start.js'], lazy: [] }],
    ['start.js', { static: ['shared.js'], lazy: ['one.js', 'two.js'] }],
    ['shared.js', { static: ['start.js'], lazy: [] }],
    ['one.js', { static: ['shared.js', 'part.js'], lazy: ['deep.js'] }],
    ['two.js', { static: [], lazy: [] }],
    ['part.js', { static: [], lazy: [] }],
    ['deep.js', { static: [], lazy: [] }],
    ['broken.js', { static: ['gone.js'], lazy: [] }],
  ]);

  it('are those that its entry imports, each once', () => {
    assert.deepEqual(modulesFetched(graph, 'entry.js', []), ['entry.js', 'shared.js', 'start.js']);
  });

  it('include those that its lazy imports need', () => {
    const fetched = modulesFetched(graph, 'entry.js', ['one.js', 'deep.js']);
    const all = ['deep.js', 'entry.js', 'one.js', 'part.js', 'shared.js', 'start.js'];
    assert.deepEqual(fetched, all);
  });

  it('are an error if nothing imports a lazy one', () => {
    assert.throws(() => modulesFetched(graph, 'entry.js', ['deep.js']), /dist\/deep\.js/);
  });

  it('are an error if one is missing', () => {
    assert.throws(() => modulesFetched(graph, 'broken.js', []), /dist\/gone\.js is missing/);
  });
});

describe('the sizes in a document', () => {
  const report = build(4_567, 137_200, 1);
  const table = tableMarkdown(sumTable(report));
  const files = tableMarkdown(fileTable(report));
  const inDocument = (text: string): string =>
    `Before | 1\n\n<!-- size:begin -->\n\n${text}\n\n<!-- size:end -->\n\nAfter.\n`;

  it('are true for any alignment, and for a few bytes more or less', () => {
    assert.ok(saysTheSame(inDocument(table), table));
    assert.ok(saysTheSame(inDocument(table.replaceAll(' |', '   |').replace('-:', '---:')), table));
    assert.ok(saysTheSame(inDocument(files.replace('137.2', '138.5')), files), 'one percent');
    assert.ok(saysTheSame(inDocument(files.replace('4.6 kB', '4.7 kB')), files), '100 bytes');
  });

  it('are false for another size or another row, or without the table', () => {
    assert.ok(!saysTheSame(inDocument(files.replace('4.6 kB', '4.8 kB')), files));
    assert.ok(!saysTheSame(inDocument(files.replace('`b.js`', '`c.js`')), files));
    assert.ok(!saysTheSame(inDocument(files.split('\n').slice(0, -1).join('\n')), files));
    assert.ok(!saysTheSame('', files));
  });

  it('are named as in dist/ or by their backend', () => {
    assert.match(table, /^\| `backend="auto"`, the default +\| +1275\.9 kB /m);
    assert.match(files, /^\| `a\.js` +\| +41\.1 kB \| +4\.6 kB \| +4\.6 kB \|$/m);
  });
});
