import type { Command } from 'commander';
import { CodedError } from '../../src/errors.js';

/**
 * Parses the arguments and runs the command. An error made for people is printed as one line and
 * ends the process with status 1; any other is a bug and keeps its stack.
 */
export async function runCommand(command: Command): Promise<void> {
  try {
    await command.parseAsync();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    console.error(`error (${error.code}): ${error.message}`);
    process.exitCode = 1;
  }
}
