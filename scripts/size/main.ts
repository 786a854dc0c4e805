import { runCommand } from '../lib/run-command.js';
import { sizeCommand } from './command.js';

await runCommand(sizeCommand());
