import { tableMarkdown } from '../lib/table.js';
import { commandOf, conditionsOf, shortTable, type Results } from './results.js';
import type { Section } from './section.js';
import { wrapped } from './wrap.js';

/** Name of the part of docs/performance.md that a run writes. */
export const BENCH_PART = 'bench';

/** A run as the document shows it. */
export function resultsMarkdown(results: Results): string {
  const { settings, sections } = results;
  return [
    wrapped(`\`${commandOf(settings)}\` on ${conditionsOf(results)}`),
    tableMarkdown(shortTable(sections)),
    ...sections.flatMap(sectionMarkdown),
  ].join('\n\n');
}

function sectionMarkdown({ title, lead, tables }: Section): string[] {
  return [`## ${title}`, wrapped(lead), ...tables.map(tableMarkdown)];
}
