import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../build/paths.js';
import type { Counts } from './counts.js';

/** Runs a tool of node_modules/.bin; it counts as one test. */
export async function runCheck(
  name: string,
  tool: string,
  ...args: readonly string[]
): Promise<Counts> {
  console.log(`\n— ${name}`);
  const child = spawn(`${ROOT}node_modules/.bin/${tool}`, args, { cwd: ROOT, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  const passed = code === 0;
  console.log(passed ? 'clean' : `${name} found faults`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}
