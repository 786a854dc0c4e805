import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../lib/reason.js';
import { ScriptError } from '../lib/script-error.js';
import type { SizeBudget } from './budget.js';

export const BUDGET_FILE = fileURLToPath(new URL('size-budget.json', import.meta.url));

/** @throws ScriptError `bad-budget` */
export async function readBudget(): Promise<SizeBudget> {
  try {
    return JSON.parse(await readFile(BUDGET_FILE, 'utf8')) as SizeBudget;
  } catch (error) {
    throw new ScriptError(
      'bad-budget',
      `${BUDGET_FILE} cannot be read (${reasonOf(error)}): make it anew with npm run size -- --update.`,
    );
  }
}

export async function writeBudget(budget: SizeBudget): Promise<void> {
  await writeFile(BUDGET_FILE, `${JSON.stringify(budget, null, 2)}\n`);
}
