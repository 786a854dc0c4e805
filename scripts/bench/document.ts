import { commandOf, conditionsOf, shortTable, type Results } from './results.js';
import type { Section, Table } from './section.js';
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

/** In columns as prettier lays them out, so that the document stays as it was written. */
export function tableMarkdown({ head, lines }: Table): string {
  const all = [head, ...lines].map((line) => line.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]!.length), 3));
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [first, ...rest] = all.map((line) =>
    row(
      line.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      ),
    ),
  );
  const rule = row(
    widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  );
  return [first, rule, ...rest].join('\n');
}
