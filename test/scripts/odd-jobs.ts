/** What the threads of threads.test.ts run. */
import { ScriptError } from '../../scripts/lib/cli.js';

export async function start({ arrived, fail }: { arrived: SharedArrayBuffer; fail?: boolean }) {
  if (fail) throw new ScriptError('data-missing', 'There is nothing to work on.');
  const count = new Int32Array(arrived);
  return {
    square: async (value: number) => value ** 2,
    /** Waits until another call is here too. @returns whether one came */
    async meet() {
      const before = Atomics.add(count, 0, 1);
      Atomics.notify(count, 0);
      return before > 0 || Atomics.wait(count, 0, 1, 20_000) !== 'timed-out';
    },
    refuse: () => Promise.reject(new ScriptError('data-damaged', 'line 7 is damaged')),
    break: () => Promise.reject(new Error('a mistake of ours')),
    exit: async () => process.exit(3),
    never: () => new Promise<never>(() => undefined),
  };
}
