import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from '../build/paths.js';
import type { Counts } from './counts.js';
import { startInBackground } from './processes.js';

/** Milliseconds that a stage may take: several times the longest on two cores. */
const LIMIT = 2_400_000;

/** A part of a run of tests: a command whose output says how many tests passed. */
export interface Stage {
  readonly name: string;
  /** A tool of node_modules/.bin, or `node`. */
  readonly tool: string;
  readonly args: readonly string[];
}

/** What came of a stage. */
export interface StageResult extends Counts {
  readonly name: string;
  /** All that it printed. */
  readonly output: string;
}

interface RunOptions {
  /** Milliseconds that a stage may take. */
  readonly limit?: number;
  readonly print?: (text: string) => unknown;
}

/**
 * Runs stages in the given order, at most `lanes` of them at a time. A stage that hangs has failed.
 *
 * @returns what came of them, in that order.
 */
export async function runStages(
  stages: readonly Stage[],
  lanes: number,
  { limit = LIMIT, print = (text) => process.stdout.write(text) }: RunOptions = {},
): Promise<StageResult[]> {
  const results: StageResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < stages.length) {
      const index = next++;
      results[index] = await runStage(stages[index]!, limit, print);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return results;
}

/** @returns the ends of the stages that failed: what the first of many stages printed is far up in a log. */
export function failureReport(results: readonly StageResult[]): string {
  return results
    .filter(({ failed }) => failed > 0)
    .map(({ name, output }) => `\n✖ ${name}, its end once more\n${output.slice(-3_000)}`)
    .join('');
}

/** Runs one stage, and prints its output when it has ended, so that stages can run side by side. */
async function runStage(
  { name, tool, args }: Stage,
  limit: number,
  print: (text: string) => unknown,
): Promise<StageResult> {
  print(`… ${name}\n`);
  const start = performance.now();
  const program = tool === 'node' ? process.execPath : `${ROOT}node_modules/.bin/${tool}`;
  // A tool that writes to a pipe would leave its colors out.
  const colors = process.stdout.isTTY && process.stdout.hasColors() ? { FORCE_COLOR: '1' } : {};
  const { child, stop } = await startInBackground(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...colors },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk: Buffer) => output.push(chunk));
  }
  const closed = once(child, 'close');
  const tooLate = setTimeout(limit, undefined, { ref: false });
  await Promise.race([once(child, 'exit'), tooLate]);
  const hangs = child.exitCode === null && child.signalCode === null;
  await stop();
  // What it started, and left running, may hold its output open for good.
  await Promise.race([closed, setTimeout(5_000, undefined, { ref: false })]);
  // What it has printed so far shows where it hangs.
  const late = hangs ? `\n${name} did not end within ${limit / 60_000} minutes.\n` : '';
  const printed = Buffer.concat(output).toString() + late;
  const counts = countsIn(printed, child.exitCode === 0);
  const seconds = Math.round((performance.now() - start) / 1000);
  print(`\n— ${name}\n${printed}`);
  print(`${counts.failed === 0 ? '✔' : '✖'} ${name}, ${seconds} s\n`);
  return { name, output: printed, ...counts };
}

/** Reads our closing line, or the totals of Node's test runner; any other command is one test. */
function countsIn(output: string, isClean: boolean): Counts {
  const text = stripVTControlCharacters(output);
  const total = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(text)?.[1]);
  const [, passed, failed, skipped = 0] =
    [...text.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1) ?? [];
  const counts = /^ℹ pass \d+$/m.test(text)
    ? {
        passed: total('pass'),
        failed: total('fail') + total('cancelled'),
        skipped: total('skipped'),
      }
    : passed !== undefined
      ? { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }
      : { passed: isClean ? 1 : 0, failed: 0, skipped: 0 };
  // A command that died before it counted a failure has failed.
  return { ...counts, failed: Math.max(counts.failed, isClean ? 0 : 1) };
}
