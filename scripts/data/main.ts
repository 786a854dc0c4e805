import { Command, InvalidArgumentError, Option } from 'commander';
import { CodedError } from '../../src/util/errors.js';
import { reportError, runCommand } from '../lib/cli.js';
import { UNIPEN } from './cdrom.js';
import type { Collection } from './collection.js';
import { MNIST } from './mnist.js';
import { PENDIGITS } from './pendigits.js';

const COLLECTIONS: readonly Collection[] = [MNIST, PENDIGITS, UNIPEN];
const IDS = COLLECTIONS.map(({ id }) => id);

function addUrl(text: string, urls: readonly string[] = []): string[] {
  if (!URL.canParse(text)) throw new InvalidArgumentError('It must be a URL.');
  return [...urls, text];
}

interface Options {
  readonly mirror?: string[];
  readonly only: string[];
}

const command = new Command('data')
  .description(
    'Fetches the digits to train on from their public homes: MNIST to mnist/, the pen strokes of ' +
      'pendigits and UNIPEN to strokes/, their archives to raw/. What is there is left alone.',
  )
  .argument('[dir]', 'the data directory', 'data')
  .addOption(new Option('--only <collection...>', 'these and no others').choices(IDS).default(IDS))
  .option(
    '--mirror <url...>',
    'look for the files of all collections below these addresses instead, in this order',
    addUrl,
  )
  .action(async (directory: string, { mirror, only }: Options) => {
    const there: Collection[] = [];
    for (const collection of COLLECTIONS.filter(({ id }) => only.includes(id))) {
      try {
        const lines = await collection.fetch({ directory, mirrors: mirror });
        console.log(lines.join('\n'));
        there.push(collection);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        reportError(error, collection.id);
      }
    }
    if (there.length > 0) console.log('\nWhose they are, and under which license:');
    for (const { license } of there) console.log(`  ${license}`);
  });

await runCommand(command);
