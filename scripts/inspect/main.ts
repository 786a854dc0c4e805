import { runCommand } from '../lib/run-command.js';
import { inspectCommand } from './command.js';

await runCommand(inspectCommand());
