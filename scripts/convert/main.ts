import { runCommand } from '../lib/run-command.js';
import { convertCommand } from './command.js';

await runCommand(convertCommand());
