import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ROOT } from '../build/paths.js';
import { runCommand } from '../lib/cli.js';
import { writtenDocuments } from './documents.js';

await runCommand(
  new Command('docs')
    .description('Writes the tables of the elements into the documents, from the sources.')
    .action(async () => {
      const documents = await writtenDocuments();
      for (const [name, text] of documents) await writeFile(ROOT + name, text);
      console.log(`Wrote the tables of ${[...documents.keys()].join(' and ')}.`);
    }),
);
