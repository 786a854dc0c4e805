/** A thread for worker-pool.test.ts. */
import { ScriptError } from '../../scripts/lib/cli.js';
import { serveTasks } from '../../scripts/lib/worker-pool.js';

export interface OddJobsData {
  /** Two counters that all threads see. */
  readonly counters: SharedArrayBuffer;
  /** How the thread starts, instead of well. */
  readonly start?: 'refused' | 'broken';
}

export type OddJob =
  | { readonly kind: 'square'; readonly value: number }
  /** Answers how many jobs of this thread came before. */
  | { readonly kind: 'count' }
  /** Waits until so many others have arrived here too; answers whether they have. */
  | { readonly kind: 'meet'; readonly others: number }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'release' }
  | { readonly kind: 'refuse' | 'break' | 'exit' };

/** Long enough for anything but a job that nobody will ever help to its end. */
const PATIENCE = 20_000;

serveTasks<OddJobsData, OddJob, number | boolean>(async ({ counters, start }) => {
  if (start === 'refused') throw new ScriptError('data-missing', 'There is nothing to work on.');
  if (start === 'broken') throw new Error('broken from the start');
  const [arrived, released] = [new Int32Array(counters, 0, 1), new Int32Array(counters, 4, 1)];
  let done = 0;
  return async (job) => {
    const before = done++;
    switch (job.kind) {
      case 'square':
        return job.value ** 2;
      case 'count':
        return before;
      case 'meet':
        Atomics.add(arrived, 0, 1);
        Atomics.notify(arrived, 0);
        return waitFor(arrived, job.others + 1);
      case 'wait':
        return waitFor(released, job.until);
      case 'release':
        Atomics.add(released, 0, 1);
        Atomics.notify(released, 0);
        return true;
      case 'refuse':
        throw new ScriptError('data-damaged', 'line 7 is damaged');
      case 'break':
        throw new Error('a mistake of ours');
      case 'exit':
        process.exit(3);
    }
  };
});

function waitFor(counter: Int32Array<SharedArrayBuffer>, value: number): boolean {
  let found = Atomics.load(counter, 0);
  while (found < value) {
    if (Atomics.wait(counter, 0, found, PATIENCE) === 'timed-out') return false;
    found = Atomics.load(counter, 0);
  }
  return true;
}
