import { wrapped } from './wrap.js';
import type { Section, Table } from './section.js';

/** Prints what a row found. */
export function printSection({ title, lead, tables }: Section): void {
  console.log(`\n${title}\n${wrapped(lead)}\n`);
  console.log(tables.map(tableText).join('\n\n'));
}

/** The first column to the left, figures to the right. */
export function tableText({ head, lines }: Table): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  return all
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
        )
        .join('   '),
    )
    .join('\n');
}
