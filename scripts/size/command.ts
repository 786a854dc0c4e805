import { Command } from 'commander';
import { relative } from 'node:path';
import { ROOT } from '../build/paths.js';
import { budgetOf } from './budget.js';
import { BUDGET_FILE, readBudget, writeBudget } from './budget-file.js';
import { checkSizes } from './check-sizes.js';
import { writeSizes } from './documents.js';
import { measureBuild } from './measure.js';
import { textTables } from './tables.js';

interface SizeOptions {
  readonly update?: true;
  readonly write?: true;
}

/** `size [--update] [--write]` */
export function sizeCommand(): Command {
  return new Command('size')
    .description('Weighs the package as built, and holds it to its budget.')
    .option('--update', 'set the budget to what the package weighs now')
    .option('--write', 'write the sizes into README.md and docs/')
    .action(async ({ update, write }: SizeOptions) => {
      const report = await measureBuild();
      console.log(`${textTables(report)}\n`);
      if (update) {
        await writeBudget(budgetOf(report));
        console.log(`Set the budget in ${relative(ROOT, BUDGET_FILE)}.`);
      }
      if (write) console.log(`Wrote the sizes into ${(await writeSizes(report)).join(', ')}.`);
      const hint = checkSizes(report, await readBudget());
      if (hint !== '') console.log(hint);
    });
}
