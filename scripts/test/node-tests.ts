import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../build/paths.js';
import type { TestRun } from './test-run.js';

/**
 * Runs tests under Node's own runner, which prints as it goes and leaves its totals in a file.
 *
 * @param options for the runner.
 */
export async function testInNode(
  files: readonly string[],
  ...options: readonly string[]
): Promise<TestRun> {
  console.log('\n— node');
  const folder = await mkdtemp(path.join(tmpdir(), 'digit-recognizer-'));
  const totals = path.join(folder, 'totals.tap');
  try {
    const reporters = [
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${totals}`],
    ];
    const args = ['--import', 'tsx', '--test', ...options, ...reporters, ...files];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    const tap = await readFile(totals, 'utf8');
    const total = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1]);
    const failed = total('fail') + total('cancelled');
    // A runner that died before its totals is a failure, whatever it counted.
    const died = code !== 0 && failed === 0 ? 1 : 0;
    return {
      name: `Node ${process.version}`,
      counts: { passed: total('pass'), failed: failed + died, skipped: total('skipped') },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
