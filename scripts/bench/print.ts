import { tableText } from '../lib/table.js';
import type { Section } from './section.js';
import { wrapped } from './wrap.js';

/** Prints what a row found. */
export function printSection({ title, lead, tables }: Section): void {
  console.log(`\n${title}\n${wrapped(lead)}\n`);
  console.log(tables.map(tableText).join('\n\n'));
}
