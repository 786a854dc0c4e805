import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { format } from 'prettier';
import { ROOT } from '../../scripts/build/paths.js';
import { readEvidence, SUBJECTS, type Evidence } from '../../scripts/test/evidence.js';
import { withReliability } from '../../scripts/test/reliability-document.js';
import { engineTable, leftOutTable, subjectTable } from '../../scripts/test/reliability-tables.js';
import type { TestRun } from '../../scripts/test/test-run.js';

const evidence: Evidence[] = [
  { subject: 'faults', what: 'faults', count: 1200, where: 'Firefox' },
  { subject: 'faults', what: 'faults', count: 34, where: 'Firefox' },
  { subject: 'faults', what: 'faults', count: 5, where: 'Node' },
  { subject: 'faults', what: 'drawings lost', count: 0, where: 'Firefox' },
  { subject: 'network', what: 'answers', count: 1, where: 'Chromium' },
];
const runs: TestRun[] = [
  {
    name: 'Node v20',
    counts: { passed: 1500, failed: 0, skipped: 1 },
    leftOut: ['needs the data sets'],
    evidence: evidence.slice(2, 3),
  },
  {
    name: 'Firefox 153',
    counts: { passed: 600, failed: 0, skipped: 2 },
    leftOut: ['a › b [Firefox lacks emulated media here]', 'c [Firefox lacks emulated media here]'],
    evidence: evidence.filter(({ where }) => where === 'Firefox'),
  },
];

describe('what tests counted', () => {
  it('is added up by what it is and where it was: empty where nothing was, last what never happened', () => {
    assert.deepEqual(subjectTable('faults', evidence), {
      head: ['counted', 'Node', 'Firefox'],
      lines: [
        ['faults', '5', '1,234'],
        ['drawings lost', '', '0'],
      ],
    });
  });

  it('is told beside how many tests ran where, and why others did not', () => {
    assert.deepEqual(engineTable(runs).lines, [
      ['Node v20', '1,500', '0', '1'],
      ['Firefox 153', '600', '0', '2'],
    ]);
    assert.deepEqual(leftOutTable(runs).lines, [
      ['Firefox lacks emulated media', '2'],
      ['needs the data sets', '1'],
    ]);
  });

  it('is read from the lines that tests leave', () => {
    const lines = evidence.map((one) => `${JSON.stringify(one)}\n`).join('');
    assert.deepEqual(readEvidence(lines), evidence);
  });

  it('has its place in the document, which stays as prettier leaves it', async () => {
    const document = readFileSync(`${ROOT}docs/reliability.md`, 'utf8');
    const written = withReliability(document, runs);
    assert.match(written, /\| faults +\| +5 \| +1,234 \|/);
    assert.match(written, /\| Firefox 153 +\| +600 \|/);
    assert.equal(await format(written, { parser: 'markdown', printWidth: 100 }), written);
    assert.equal(withReliability(written, runs), written);
  });

  it('stands in the document for every subject: npm run reliability writes it anew', () => {
    const document = readFileSync(`${ROOT}docs/reliability.md`, 'utf8');
    for (const part of ['engines', ...SUBJECTS]) {
      const [, text = ''] = document.split(`<!-- ${part}:begin -->`);
      assert.match(text.split(`<!-- ${part}:end -->`)[0]!, /\| +[\d,]+ \|/, part);
    }
  });
});
