import type { Table } from '../lib/table.js';
import type { Evidence, Subject } from './evidence.js';
import type { TestRun } from './test-run.js';

/** Columns in this order, as far as anything was counted there. */
const PLACES = ['Node', 'Chromium', 'Firefox', 'WebKit'];

/** What was counted of a subject, a line for each thing and a column for each place. */
export function subjectTable(subject: Subject, evidence: readonly Evidence[]): Table {
  const ofSubject = evidence.filter((one) => one.subject === subject);
  const places = PLACES.filter((place) => ofSubject.some(({ where }) => where === place));
  const things = [...new Set(ofSubject.map(({ what }) => what))].sort();
  // What never happened comes last.
  const happened = things.filter((what) =>
    ofSubject.some((one) => one.what === what && one.count > 0),
  );
  const never = things.filter((what) => !happened.includes(what));
  const cell = (what: string, place: string): string => {
    const counts = ofSubject.filter((one) => one.what === what && one.where === place);
    if (counts.length === 0) return '';
    return grouped(counts.reduce((sum, { count }) => sum + count, 0));
  };
  return {
    head: ['counted', ...places],
    lines: [...happened, ...never].map((what) => [
      what,
      ...places.map((place) => cell(what, place)),
    ]),
  };
}

/** How many tests ran where. */
export function engineTable(runs: readonly TestRun[]): Table {
  return {
    head: ['run in', 'passed', 'failed', 'left out'],
    lines: runs.map(({ name, counts }) => [
      name,
      ...[counts.passed, counts.failed, counts.skipped].map(grouped),
    ]),
  };
}

/** Why tests were left out, by what an engine lacks, most first. */
export function leftOutTable(runs: readonly TestRun[]): Table {
  const counts = new Map<string, number>();
  for (const name of runs.flatMap((run) => run.leftOut)) {
    const why = /\[(\w+ lacks .+?) here\]/.exec(name)?.[1] ?? name;
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return {
    head: ['left out because', 'tests'],
    lines: sorted.map(([why, count]) => [why, grouped(count)]),
  };
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
