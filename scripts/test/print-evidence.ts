import { tableText } from '../lib/table.js';
import { SUBJECTS } from './evidence.js';
import { subjectTable } from './reliability-tables.js';
import type { TestRun } from './test-run.js';

/** Prints what the tests counted while they ran. */
export function printEvidence(runs: readonly TestRun[]): void {
  const evidence = runs.flatMap((run) => run.evidence);
  for (const subject of SUBJECTS) {
    const table = subjectTable(subject, evidence);
    if (table.lines.length > 0) console.log(`\n— counted: ${subject}\n${tableText(table)}`);
  }
}
