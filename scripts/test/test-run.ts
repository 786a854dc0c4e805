import type { Counts } from './counts.js';
import type { Evidence } from './evidence.js';

/** What came of the tests that ran in one place. */
export interface TestRun {
  /** Of the place, with its version. */
  readonly name: string;
  readonly counts: Counts;
  /** Full names of the tests that were skipped. */
  readonly leftOut: readonly string[];
  readonly evidence: readonly Evidence[];
}
