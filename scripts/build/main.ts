import { runCommand } from '../lib/run-command.js';
import { sizeCommand } from '../size/command.js';
import { build } from './build.js';

await build();
await runCommand(sizeCommand());
