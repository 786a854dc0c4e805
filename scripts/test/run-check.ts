import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../build/paths.js';
import type { Counts } from './counts.js';

/**
 * Runs a tool of node_modules/.bin; it counts as one test. What it says is printed when it has
 * ended, under its name, so that several can run side by side.
 */
export async function runCheck(
  name: string,
  tool: string,
  ...args: readonly string[]
): Promise<Counts> {
  // A tool that writes to a pipe would leave its colours out.
  const colours = process.stdout.isTTY && process.stdout.hasColors() ? { FORCE_COLOR: '1' } : {};
  const child = spawn(`${ROOT}node_modules/.bin/${tool}`, args, {
    cwd: ROOT,
    env: { ...process.env, ...colours },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => said.push(chunk));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const passed = code === 0;
  console.log(`\n— ${name}`);
  process.stdout.write(Buffer.concat(said));
  console.log(passed ? 'clean' : `${name} found faults`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}
