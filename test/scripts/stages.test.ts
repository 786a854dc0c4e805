import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureReport, runStages, type Stage } from '../../scripts/test/stages.js';

/** A stage that runs this code. */
const stage = (code: string): Stage => ({ name: 'the stage', tool: 'node', args: ['-e', code] });

/** @returns its counts, and what it would have printed. */
async function run(code: string, limit?: number) {
  let printed = '';
  const print = (text: string) => (printed += text);
  const options = limit === undefined ? { print } : { print, limit };
  const [result] = await runStages([stage(code)], 1, options);
  const { passed, failed, skipped } = result!;
  return { counts: { passed, failed, skipped }, printed, report: failureReport([result!]) };
}

describe('a stage of the tests', () => {
  it('counts what its closing line says', async () => {
    const { counts } = await run("console.log('3 passed, 0 failed, 2 skipped')");
    assert.deepEqual(counts, { passed: 3, failed: 0, skipped: 2 });
  });

  it('has failed where it ends badly, whatever it said', async () => {
    const { counts } = await run("console.log('3 passed, 0 failed'); process.exitCode = 1");
    assert.deepEqual(counts, { passed: 3, failed: 1, skipped: 0 });
  });

  it('has failed where it hangs, and shows how far it came', async () => {
    const { counts, printed } = await run("console.log('so far'); setInterval(() => {}, 1e3)", 600);
    assert.equal(counts.failed, 1);
    assert.match(printed, /so far\n+the stage did not end within 0.01 minutes/);
  });

  it('shows its end once more where it has failed, and only there', async () => {
    const bad = await run("console.log('not so'); console.log('1 passed, 1 failed')");
    assert.match(bad.report, /^\n✖ the stage, its end once more\nnot so\n1 passed, 1 failed/);
    const good = await run("console.log('2 passed, 0 failed')");
    assert.equal(good.report, '');
  });
});
