import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../lib/atomic.js';
import { replacePart } from '../lib/replace-part.js';
import { tableMarkdown } from '../lib/table.js';
import { SUBJECTS } from './evidence.js';
import { engineTable, leftOutTable, subjectTable } from './reliability-tables.js';
import type { TestRun } from './test-run.js';

/** Puts what a run of all tests counted into the parts of the document that are made for it. */
export function withReliability(document: string, runs: readonly TestRun[]): string {
  const evidence = runs.flatMap((run) => run.evidence);
  const engines = [engineTable(runs), leftOutTable(runs)].map(tableMarkdown).join('\n\n');
  return SUBJECTS.reduce(
    (text, subject) => replacePart(text, subject, tableMarkdown(subjectTable(subject, evidence))),
    replacePart(document, 'engines', engines),
  );
}

export async function writeReliability(file: string, runs: readonly TestRun[]): Promise<void> {
  await writeFileAtomically(file, withReliability(await readFile(file, 'utf8'), runs));
}
