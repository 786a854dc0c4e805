import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ScriptError } from '../../scripts/lib/cli.js';
import { createWorkerPool, type WorkerPool } from '../../scripts/lib/worker-pool.js';
import type { OddJob, OddJobsData } from './odd-jobs-worker.js';

const SCRIPT = new URL('./odd-jobs-worker.ts', import.meta.url);

type Pool = WorkerPool<OddJob, number | boolean>;

function startPool(context: TestContext, threads: number, start?: OddJobsData['start']): Pool {
  const data: OddJobsData = { counters: new SharedArrayBuffer(8), ...(start && { start }) };
  const pool: Pool = createWorkerPool(SCRIPT, threads, data);
  context.after(() => pool.close());
  return pool;
}

test('each task gets its own reply, though there are more of them than threads', async (context) => {
  const pool = startPool(context, 2);
  const values = Array.from({ length: 20 }, (_, value) => value);
  assert.deepEqual(
    await Promise.all(values.map((value) => pool.run({ kind: 'square', value }))),
    values.map((value) => value * value),
  );
});

test('a reply that comes early goes to whom it belongs, before those that come late', async (context) => {
  const pool = startPool(context, 2);
  const order: string[] = [];
  const late = pool.run({ kind: 'wait', until: 1 }).then(() => order.push('late'));
  // Only once this has been answered does the other task come to its end.
  await pool.run({ kind: 'square', value: 3 }).then((reply) => order.push(`early: ${reply}`));
  await pool.run({ kind: 'release' });
  await late;
  assert.deepEqual(order, ['early: 9', 'late']);
});

test('a thread does one task after the other, in the order in which they were given', async (context) => {
  const pool = startPool(context, 1);
  const replies = Array.from({ length: 6 }, () => pool.run({ kind: 'count' }));
  assert.deepEqual(await Promise.all(replies), [0, 1, 2, 3, 4, 5]);
});

test('two threads work at the same time', async (context) => {
  const pool = startPool(context, 2);
  // Each waits for the other; one after the other, the first would wait in vain.
  const jobs = [1, 2].map(() => pool.run({ kind: 'meet', others: 1 }));
  assert.deepEqual(await Promise.all(jobs), [true, true]);
});

test('an error made for people comes back as such, and the thread goes on', async (context) => {
  const pool = startPool(context, 1);
  await assert.rejects(pool.run({ kind: 'refuse' }), (error) => {
    assert.ok(error instanceof ScriptError);
    assert.equal(error.code, 'data-damaged');
    assert.equal(error.message, 'line 7 is damaged');
    return true;
  });
  assert.equal(await pool.run({ kind: 'square', value: 5 }), 25);
});

for (const threads of [1, 3]) {
  test(`so does one from the start of ${threads}, also where most have no task`, async (context) => {
    const pool = startPool(context, threads, 'refused');
    for (let round = 0; round < 4; round++) {
      await assert.rejects(pool.run({ kind: 'count' }), (error) => {
        assert.ok(error instanceof ScriptError, String(error));
        assert.equal(error.code, 'data-missing');
        return true;
      });
    }
  });
}

test('a mistake at the start rejects with its own message', async (context) => {
  const pool = startPool(context, 2, 'broken');
  await assert.rejects(pool.run({ kind: 'count' }), /broken from the start/);
});

for (const [kind, message] of [
  ['break', /a mistake of ours/],
  ['exit', /ended.* 3/],
] as const) {
  test(`a thread that dies (${kind}) rejects its task, those that wait and those to come`, async (context) => {
    const pool = startPool(context, 1);
    const tasks = [pool.run({ kind }), pool.run({ kind: 'count' })];
    for (const task of tasks) await assert.rejects(task, message);
    await assert.rejects(pool.run({ kind: 'count' }), message);
  });
}

test('what another thread answers after one has died does no harm', async () => {
  const counters = new SharedArrayBuffer(8);
  const released = new Int32Array(counters, 4, 1);
  const pool: Pool = createWorkerPool(SCRIPT, 2, { counters } satisfies OddJobsData);
  const other = pool.run({ kind: 'wait', until: 1 });
  const both = [other, pool.run({ kind: 'break' })];
  await Promise.all(both.map((task) => assert.rejects(task, /a mistake of ours/)));
  Atomics.add(released, 0, 1);
  Atomics.notify(released, 0);
  // For the answer, of which nobody learns, to arrive.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await pool.close();
});

test('close rejects the task under way and those that wait, and ends a thread that is busy', async () => {
  const pool: Pool = createWorkerPool(SCRIPT, 1, {
    counters: new SharedArrayBuffer(8),
  } satisfies OddJobsData);
  await pool.run({ kind: 'count' });
  const tasks = [pool.run({ kind: 'wait', until: 1 }), pool.run({ kind: 'count' })];
  const rejected = tasks.map((task) => assert.rejects(task, /threads were ended/));
  await pool.close();
  await Promise.all(rejected);
  await assert.rejects(pool.run({ kind: 'count' }), /threads were ended/);
});
