import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { checkWritable } from '../lib/atomic.js';
import { createProgress } from '../lib/progress.js';
import { runCommand } from '../lib/run-command.js';
import { download } from './download.js';
import { MNIST_FILES, MNIST_MIRRORS } from './remote-file.js';

/** Milliseconds. */
const PATIENCE = 30_000;

function addUrl(text: string, urls: readonly string[] = []): string[] {
  if (!URL.canParse(text)) throw new InvalidArgumentError('It must be a URL.');
  return [...urls, text];
}

const command = new Command('data')
  .description('Fetches MNIST from its public homes; what is there and intact is left alone.')
  .argument('[dir]', 'the data directory; MNIST goes to its mnist/', 'data')
  .option('--mirror <url...>', 'fetch from here instead, in this order', addUrl)
  .action(async (directory: string, { mirror }: { mirror?: string[] }) => {
    const target = join(directory, 'mnist');
    await checkWritable(target);
    for (const file of MNIST_FILES) {
      const progress = createProgress(file.name, 1);
      const fetched = await download(file, target, mirror ?? MNIST_MIRRORS, {
        patience: PATIENCE,
        onProgress: (loaded, total) => progress.update(loaded / Math.max(loaded, total)),
      }).finally(() => progress.stop());
      console.log(`${join(target, file.name)}: ${fetched ? 'fetched and right' : 'there already'}`);
    }
  });

await runCommand(command);
