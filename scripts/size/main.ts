import { Command } from 'commander';
import { readFile, writeFile } from 'node:fs/promises';
import { ROOT } from '../build/paths.js';
import { replacePart } from '../lib/files.js';
import { runCommand, tableMarkdown } from '../lib/cli.js';
import {
  BUDGET_FILE,
  budgetOf,
  checkSizes,
  fileTable,
  measureBuild,
  readBudget,
  sizeTables,
  SIZE_PART,
  sumTable,
} from './size.js';

await runCommand(
  new Command('size')
    .description('Weighs the package as built, and checks it against its budget.')
    .option('--update', 'set the budget to what the package weighs now')
    .option('--write', 'write the sizes into README.md and docs/performance.md')
    .action(async ({ update, write }: { readonly update?: true; readonly write?: true }) => {
      const report = await measureBuild();
      const tables = [fileTable(report), sumTable(report)].map(tableMarkdown).join('\n\n');
      console.log(`${tables.replaceAll('`', '')}\n`);
      if (update) {
        await writeFile(BUDGET_FILE, `${JSON.stringify(budgetOf(report), null, 2)}\n`);
        console.log('Set the budget in scripts/size/size-budget.json.');
      }
      if (write) {
        for (const [name, tables] of sizeTables(report)) {
          const document = await readFile(ROOT + name, 'utf8');
          await writeFile(ROOT + name, replacePart(document, SIZE_PART, tables));
          console.log(`Wrote the sizes into ${name}.`);
        }
      }
      const hint = checkSizes(report, await readBudget());
      if (hint !== '') console.log(hint);
    }),
);
