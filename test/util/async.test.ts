import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { atOnce, inSlices, nextTask, type Interruptible } from '../../src/util/async.js';

/** Work of so many steps of so many milliseconds each, on a clock that nothing else moves. */
function work(t: TestContext, steps: number, milliseconds: number): Interruptible<string> {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  return (function* () {
    for (let i = 0; i < steps; i++) {
      now += milliseconds;
      yield;
    }
    return 'done';
  })();
}

/** How often the page gets a turn within the work. */
async function countPauses(t: TestContext, steps: Interruptible<unknown>): Promise<number> {
  const { mock } = t.mock.method(MessagePort.prototype, 'postMessage');
  await inSlices(steps);
  return mock.callCount();
}

describe('work in slices', () => {
  it('lets others have a turn after each step that takes long', async (t) => {
    assert.equal(await countPauses(t, work(t, 20, 5)), 20);
  });

  it('does short steps together until a quarter of a frame is over', async (t) => {
    assert.equal(await countPauses(t, work(t, 30, 1)), 7);
  });

  it('gives the result, as all at once does', async (t) => {
    assert.equal(await inSlices(work(t, 3, 5)), 'done');
    assert.equal(atOnce(work(t, 3, 5)), 'done');
  });

  it('passes a failure on', async () => {
    const failing = function* (): Interruptible<void> {
      yield;
      throw new RangeError('too much');
    };
    await assert.rejects(inSlices(failing()), RangeError);
  });
});

describe('the next task', () => {
  it('comes after what is ready now', async () => {
    const order: string[] = [];
    const later = nextTask().then(() => order.push('task'));
    queueMicrotask(() => queueMicrotask(() => order.push('microtask')));
    await later;
    assert.deepEqual(order, ['microtask', 'task']);
  });

  it('lets a task of the page that waited before it go first', async () => {
    const order: string[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => order.push('page');
    port2.postMessage(undefined);
    await nextTask();
    port1.close();
    assert.deepEqual(order, ['page']);
  });
});
