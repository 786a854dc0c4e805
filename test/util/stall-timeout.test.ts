import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { lazyImport } from '../../src/util/lazy-import.js';
import { withStallTimeout } from '../../src/util/async.js';

const never = () => new Promise<never>(() => undefined);

/** A clock that only the test moves. */
function clock(t: TestContext): (milliseconds: number) => Promise<void> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  return async (milliseconds) => {
    // What is awaited before a timer is set has its turn first.
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(milliseconds);
  };
}

describe('waiting for a server', () => {
  it('ends after half a minute without a word, and not before', async (t) => {
    const pass = clock(t);
    let outcome = 'waits';
    const waiting = withStallTimeout(never).catch((error: Error) => (outcome = error.message));
    await pass(29_999);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(outcome, 'waits');
    await pass(1);
    assert.match(await waiting, /nothing came for 30 seconds/);
  });

  it('gives what came, and leaves no timer behind that would keep Node running', async (t) => {
    const pass = clock(t);
    const stopped = t.mock.method(globalThis, 'clearTimeout');
    let answer: (value: string) => void = () => undefined;
    const waiting = withStallTimeout(() => new Promise<string>((resolve) => (answer = resolve)));
    await pass(29_000);
    answer('late');
    assert.equal(await waiting, 'late');
    await new Promise((resolve) => setImmediate(resolve));
    // Clearing nothing is harmless; the timer that was set must be cleared.
    assert.ok(stopped.mock.calls.some(({ arguments: [timer] }) => timer !== undefined));
  });

  it('gives another half minute with each sign of progress', async (t) => {
    const pass = clock(t);
    let progress = (): void => undefined;
    let outcome = 'waits';
    withStallTimeout((onProgress) => {
      progress = onProgress;
      return never();
    }).catch((error: Error) => (outcome = error.message));
    for (let i = 0; i < 10; i++) {
      await pass(20_000);
      progress();
    }
    await pass(29_999);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(outcome, 'waits');
    await pass(1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(outcome, /nothing came for 30 seconds/);
  });

  it('waits anew when the page was frozen, once', async (t) => {
    const pass = clock(t);
    let now = 0;
    t.mock.method(Date, 'now', () => now);
    let outcome = 'waits';
    withStallTimeout(never).catch((error: Error) => (outcome = error.message));
    const heard = () => new Promise((resolve) => setImmediate(resolve));
    // The timer of 30 seconds is found due five minutes later.
    now = 300_000;
    await pass(30_000);
    await heard();
    assert.equal(outcome, 'waits');
    await pass(30_000);
    await heard();
    assert.match(outcome, /nothing came/);
  });

  it('takes what is no promise for an answer', async () => {
    assert.equal(await withStallTimeout(() => 'now' as unknown as Promise<string>), 'now');
  });

  it('passes a failure on as it is', async () => {
    const failure = new TypeError('no net');
    await assert.rejects(
      withStallTimeout(() => Promise.reject(failure)),
      (error) => error === failure,
    );
  });
});

describe('a part of the library', () => {
  it('that never comes is named, with the two ways out', async (t) => {
    const pass = clock(t);
    const waiting = assert.rejects(lazyImport('computes on cpu', never), {
      code: 'part-unreachable',
      message: /computes on cpu.*connection, or reload the page.*nothing came for 30 seconds/,
    });
    await pass(30_000);
    await waiting;
  });

  it('that could not be had is asked for again by the next call', async () => {
    const answers = [Promise.reject(new TypeError('404')), Promise.resolve('there')];
    const load = () => answers.shift()!;
    await assert.rejects(lazyImport('computes on cpu', load), { code: 'part-unreachable' });
    assert.equal(await lazyImport('computes on cpu', load), 'there');
  });
});
