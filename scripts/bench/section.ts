import type { TopLevelSpec } from 'vega-lite';
import type { Table } from '../lib/table.js';

/** What a row of the benchmark found: printed, written into the document and drawn on the page alike. */
export interface Section {
  /** As `--only` names it. */
  readonly id: string;
  readonly title: string;
  /** What was measured, and how. */
  readonly lead: string;
  readonly tables: readonly Table[];
  /** For the page only. */
  readonly plots: readonly Plot[];
  /** What it says about the project's goals. */
  readonly verdicts: readonly Verdict[];
}

export interface Plot {
  readonly caption: string;
  readonly spec: TopLevelSpec;
}

/** A figure for the short table at the top. */
export interface Verdict {
  readonly what: string;
  /** What the project holds itself to. */
  readonly bar?: string;
  readonly measured: string;
}
