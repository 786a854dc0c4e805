import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallQueue } from '../../src/recognizer/recognizer.js';
import { coded, gate, settle } from './fake-backends.js';

/** A queue whose first call runs until `open` is called, and the names of the calls that began. */
function busyQueue() {
  const { opened, open } = gate();
  const queue = new CallQueue();
  const began: string[] = [];
  const add = (name: string, options?: { signal?: AbortSignal; supersede?: boolean }) =>
    queue.add(async () => {
      began.push(name);
      await opened;
      return name;
    }, options);
  return { queue, add, began, open, first: add('first') };
}

describe('a queue of calls', () => {
  it('answers every call, one at a time and in order', async () => {
    const { add, began, open, first } = busyQueue();
    const rest = [add('second'), add('third')];
    await settle();
    assert.deepEqual(began, ['first']);
    open();
    assert.deepEqual(await Promise.all([first, ...rest]), ['first', 'second', 'third']);
    assert.deepEqual(began, ['first', 'second', 'third']);
  });

  it('goes on after a call that fails', async () => {
    const queue = new CallQueue();
    const bad = queue.add(() => Promise.reject(new Error('bad')));
    const good = queue.add(async () => 'good');
    await assert.rejects(bad, /bad/);
    assert.equal(await good, 'good');
  });

  it('lets a newer drawing take the place of those that wait and allow it', async () => {
    const { add, began, open } = busyQueue();
    const supersede = true;
    const [old, kept] = [add('old', { supersede }), add('kept')];
    const latest = add('latest', { supersede });
    // Once the newest is there, and not only when the device is free again.
    await assert.rejects(old, coded('superseded'));
    open();
    assert.deepEqual(await Promise.all([kept, latest]), ['kept', 'latest']);
    assert.deepEqual(began, ['first', 'kept', 'latest']);
  });

  it('does not take back a call that has started', async () => {
    const { opened, open } = gate();
    const queue = new CallQueue();
    const started = queue.add(() => opened.then(() => 'started'), { supersede: true });
    const newer = queue.add(async () => 'newer', { supersede: true });
    open();
    assert.deepEqual(await Promise.all([started, newer]), ['started', 'newer']);
  });

  it('passes over a call that was given up while it waited', async () => {
    const { add, began, open, first } = busyQueue();
    const controller = new AbortController();
    const given = add('given up', { signal: controller.signal });
    const last = add('last');
    controller.abort(new Error('changed my mind'));
    await assert.rejects(given, /changed my mind/);
    open();
    await Promise.all([first, last]);
    assert.deepEqual(began, ['first', 'last']);
  });

  it('rejects a running call that is given up at once, but starts no other before its end', async () => {
    const { opened, open } = gate();
    const queue = new CallQueue();
    const controller = new AbortController();
    const running = queue.add(() => opened, { signal: controller.signal });
    let began = false;
    const next = queue.add(async () => (began = true));
    controller.abort();
    await assert.rejects(running, { name: 'AbortError' });
    await settle();
    assert.equal(began, false);
    open();
    assert.equal(await next, true);
  });

  it('when closed rejects every call, and is done when the running one has ended', async () => {
    const { queue, add, open, first } = busyQueue();
    const waiting = add('waiting');
    let closed = false;
    const closing = queue.close(new Error('closed')).then(() => (closed = true));
    await assert.rejects(first, /closed/);
    await assert.rejects(waiting, /closed/);
    await settle();
    assert.equal(closed, false);
    open();
    assert.equal(await closing, true);
  });
});
