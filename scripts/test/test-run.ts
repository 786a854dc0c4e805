import type { Counts } from './counts.js';

/** What came of the tests that ran in one place. */
export interface TestRun {
  /** Of the place, with its version. */
  readonly name: string;
  readonly counts: Counts;
}
