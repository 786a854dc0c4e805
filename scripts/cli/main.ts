import { Command } from 'commander';
import { convertCommand } from '../convert/command.js';
import { inspectCommand } from '../inspect/inspect.js';
import { runCommand } from '../lib/cli.js';

// What `npx digit-recognizer` runs, as dist/cli.js.
await runCommand(
  new Command('digit-recognizer')
    .description('Brings networks trained elsewhere to the digit-recognizer element.')
    .addCommand(convertCommand())
    .addCommand(inspectCommand()),
);
