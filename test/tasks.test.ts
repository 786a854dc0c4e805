import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { atOnce, inSlices, nextTask, type Steps } from '../src/tasks.js';

/** Work of so many steps of so many milliseconds each, on a clock of its own. */
function* work(t: TestContext, steps: number, milliseconds: number): Steps<string> {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  for (let i = 0; i < steps; i++) {
    now += milliseconds;
    yield;
  }
  return 'done';
}

/** How many tasks of others get a turn while `busy` is under way. */
async function turnsDuring(busy: Promise<unknown>): Promise<number> {
  let turns = 0;
  let over = false;
  const ended = busy.finally(() => (over = true));
  while (!over) {
    await nextTask();
    turns++;
  }
  await ended;
  return turns;
}

describe('work in slices', () => {
  it('lets others have a turn after each step that takes long', async (t) => {
    // About one each; which of two that wait comes first is for the platform to say.
    assert.ok((await turnsDuring(inSlices(work(t, 20, 5)))) >= 10);
  });

  it('does short steps together', async (t) => {
    assert.ok((await turnsDuring(inSlices(work(t, 20, 0.1)))) <= 2);
  });

  it('gives the result, as all at once does', async (t) => {
    assert.equal(await inSlices(work(t, 3, 5)), 'done');
    assert.equal(atOnce(work(t, 3, 5)), 'done');
  });

  it('passes a failure on', async () => {
    const failing = function* (): Steps<void> {
      yield;
      throw new RangeError('too much');
    };
    await assert.rejects(inSlices(failing()), RangeError);
  });
});

describe('the next task', () => {
  it('comes after what is ready now, where the platform has no scheduler and where it has', async (t) => {
    for (const scheduler of [undefined, { yield: () => new Promise(setImmediate) }]) {
      Object.defineProperty(globalThis, 'scheduler', { value: scheduler, configurable: true });
      t.after(() => Reflect.deleteProperty(globalThis, 'scheduler'));
      const order: string[] = [];
      const later = nextTask().then(() => order.push('task'));
      queueMicrotask(() => queueMicrotask(() => order.push('microtask')));
      await later;
      assert.deepEqual(order, ['microtask', 'task']);
    }
  });
});
