import { runCommand } from '../lib/cli.js';
import { convertCommand } from './command.js';

await runCommand(convertCommand());
