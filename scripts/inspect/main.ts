import { runCommand } from '../lib/cli.js';
import { inspectCommand } from './inspect.js';

await runCommand(inspectCommand());
