import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ScriptError } from '../../scripts/lib/cli.js';
import { startThreads } from '../../scripts/lib/threads.js';
import type { start } from './odd-jobs.js';

const SCRIPT = new URL('./odd-jobs.ts', import.meta.url);

function threads(context: TestContext, count: number, fail = false) {
  const data = { arrived: new SharedArrayBuffer(4), fail };
  const pool = startThreads<Awaited<ReturnType<typeof start>>>(SCRIPT, count, data);
  context.after(() => pool.close());
  return pool;
}

test('each call gets its own answer, although there are more calls than threads', async (context) => {
  const pool = threads(context, 2);
  const values = Array.from({ length: 20 }, (_, value) => value);
  const answers = await Promise.all(values.map((value) => pool.run('square', value)));
  assert.deepEqual(
    answers,
    values.map((value) => value ** 2),
  );
});

test('two threads work at the same time', async (context) => {
  const pool = threads(context, 2);
  assert.deepEqual(await Promise.all([pool.run('meet'), pool.run('meet')]), [true, true]);
});

test('a user error comes back with its code, and the thread goes on', async (context) => {
  const pool = threads(context, 1);
  await assert.rejects(pool.run('refuse'), (error) => {
    assert.ok(error instanceof ScriptError);
    assert.deepEqual([error.code, error.message], ['data-damaged', 'line 7 is damaged']);
    return true;
  });
  assert.equal(await pool.run('square', 5), 25);
});

test('if the threads cannot start, every call says why', async (context) => {
  const pool = threads(context, 3, true);
  for (let round = 0; round < 4; round++) {
    await assert.rejects(pool.run('square', 1), { code: 'data-missing' });
  }
});

for (const [name, message] of [
  ['break', /a mistake of ours/],
  ['exit', /ended with code 3/],
] as const) {
  test(`a thread that dies (${name}) rejects its call, those that wait and those to come`, async (context) => {
    const pool = threads(context, 1);
    const calls = [pool.run(name), pool.run('square', 1)];
    for (const call of calls) await assert.rejects(call, message);
    await assert.rejects(pool.run('square', 2), message);
  });
}

test('what another thread answers after one has died does no harm', async (context) => {
  const pool = threads(context, 2);
  const calls = [pool.run('meet'), pool.run('break')];
  for (const call of calls) await assert.rejects(call, /a mistake of ours/);
  await assert.rejects(pool.run('meet'), /a mistake of ours/);
});

test('closing rejects the call in progress and the calls that wait', async (context) => {
  const pool = threads(context, 1);
  await pool.run('square', 1);
  const calls = [pool.run('never'), pool.run('square', 2)];
  const rejected = calls.map((call) => assert.rejects(call, /threads were ended/));
  await pool.close();
  await Promise.all(rejected);
  await assert.rejects(pool.run('square', 3), /threads were ended/);
});
