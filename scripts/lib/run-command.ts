import type { Command } from 'commander';
import { CodedError } from '../../src/util/errors.js';

/**
 * Parses the arguments and runs the command. An error made for people is printed as one line and
 * ends the process with status 1; any other is a bug and keeps its stack.
 */
export async function runCommand(command: Command): Promise<void> {
  try {
    await command.parseAsync();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    reportError(error);
  }
}

/**
 * Prints an error made for people, and lets the process end with status 1 when it is done.
 *
 * @param part what of the work failed, where the rest goes on.
 */
export function reportError({ code, message }: CodedError, part?: string): void {
  console.error(`error (${code}): ${part === undefined ? '' : `${part}: `}${message}`);
  process.exitCode = 1;
}
