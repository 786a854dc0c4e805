import { MultiBar, Presets } from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { markdownTable } from 'markdown-table';
import { CodedError } from '../../src/util/errors.js';

export type ScriptErrorCode =
  | 'data-missing'
  | 'data-damaged'
  | 'download-failed'
  | 'unknown-architecture'
  | 'bad-architecture'
  | 'bad-checkpoint'
  | 'bad-option'
  | 'bad-wrong-labels'
  | 'wrong-labels-differ'
  | 'output-unwritable'
  | 'output-differs'
  | 'no-gpu'
  | 'bad-network'
  | 'unsupported-network'
  | 'not-built'
  | 'no-browser'
  | 'page-failed'
  | 'bad-sources'
  | 'bad-document'
  | 'over-budget';

/** Something that the person who runs a script can put right; shown without a stack. */
export class ScriptError extends CodedError<ScriptErrorCode> {}

/** What an error says, for the end of a message of one's own. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

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

/**
 * A signal that is aborted by the first Ctrl-C (or SIGTERM), so that work can end in order; a second
 * one ends the process as usual.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return controller.signal;
}

/** For commander: a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least || text.trim() === '') {
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    }
    return value;
  };
}

/** For commander: a number of at least `least` and at most `most`. */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= least && value <= most) || text.trim() === '') {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

export interface Table {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
  /** Of all columns but the first, which is always left-aligned; by default right, for figures. */
  readonly align?: 'left' | 'right';
}

/** A Markdown table, formatted as Prettier does; for terminals too. */
export function tableMarkdown({ head, lines, align = 'right' }: Table): string {
  const escaped = [head, ...lines].map((line) => line.map((cell) => cell.replaceAll('|', '\\|')));
  return markdownTable(escaped, {
    align: head.map((_, column) => (column > 0 && align === 'right' ? 'r' : null)),
  });
}

/** A bar on a terminal; where output goes to a file it would be noise, and only lines are printed. */
interface Progress {
  update(done: number, note?: string): void;
  /** Prints a line above the bar. */
  line(text: string): void;
  stop(): void;
}

export function createProgress(title: string, total: number, done = 0): Progress {
  // The one of the library's bars that can print above itself.
  const bars = new MultiBar(
    {
      format: `${title} {bar} {percentage} % · {eta_formatted} left {note}`,
      stream: process.stdout,
      clearOnComplete: true,
      // Of the last updates: long enough that the time left does not jump.
      etaBuffer: 200,
    },
    Presets.shades_classic,
  );
  const bar = bars.create(total, done, { note: '' });
  return {
    update: (value, note = '') => bar.update(value, { note }),
    line(text) {
      if (!process.stdout.isTTY) {
        console.log(text);
        return;
      }
      bars.log(`${text}\n`);
      // Else the line waits for the next redraw, and is lost if the bar is taken away before.
      bars.update();
    },
    stop: () => bars.stop(),
  };
}
