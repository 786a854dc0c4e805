import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { budgetOf } from '../../scripts/size/budget.js';
import { checkSizes } from '../../scripts/size/check-sizes.js';
import { addSizes, type SizeReport } from '../../scripts/size/size-report.js';
import { ScriptError } from '../../scripts/lib/script-error.js';

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

  it('is not told where one of them is missing', () => {
    assert.throws(() => addSizes(build(1, 2).files, ['a.js', 'c.js']), /dist\/c\.js is missing/);
  });
});

describe('the byte budget', () => {
  it('is kept by the build that it was made for, and by a little more', () => {
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

  it('leaves a larger file one percent', () => {
    assert.equal(refusal(build(2_000, 50_500)), '');
    assert.match(refusal(build(2_000, 50_501)), /dist\/b\.js grew .* 501 more, which is 1 over/);
  });

  it('sees many files that grew a little each', () => {
    const budget = { 'dist/a.js': 2_000, 'dist/b.js': 2_000, 'all for auto': 4_000 };
    const message = refusal(build(2_090, 2_090), budget);
    assert.match(
      message,
      /all for auto grew from 4,000 to 4,180 bytes: 180 more, which is 80 over/,
    );
    assert.doesNotMatch(message, /[ab]\.js/);
  });

  it('asks to be set for a file it does not know', () => {
    const message = refusal(build(2_000, 50_000), { 'dist/a.js': 2_000, 'all for auto': 52_000 });
    assert.match(message, /dist\/b\.js is new, with 50,000 bytes and no budget/);
  });

  it('tells where it has become too wide, and fails nobody for that', () => {
    const budget = { ...budgetOf(build(2_000, 50_000)), 'dist/old.js': 10 };
    const hint = checkSizes(build(1_500, 50_000), budget);
    assert.match(hint, /dist\/a\.js shrank from 2,000 to 1,500 bytes/);
    assert.match(hint, /dist\/old\.js is gone/);
    assert.doesNotMatch(hint, /b\.js|auto/);
  });
});

describe('a limit', () => {
  it('holds to the byte, whatever the budget is', () => {
    assert.equal(refusal(build(2_000, 50_000, 52_000)), '');
    const message = refusal(build(2_000, 50_000, 51_999));
    assert.match(message, /all for auto weighs 52,000 bytes: 1 over its limit of 51,999/);
    assert.doesNotMatch(message, /--update/, 'that would not help');
  });
});
