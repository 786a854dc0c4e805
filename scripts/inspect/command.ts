import { Command } from 'commander';
import { inspect } from './inspect.js';

/** `inspect DESCRIPTOR` */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Prints the layers of a descriptor, what they cost, and what it says of itself.')
    .argument('<descriptor>', 'a model.json, or its folder')
    .action(inspect);
}
