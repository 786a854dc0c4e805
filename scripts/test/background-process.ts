import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

const running = new Set<ChildProcess>();

export interface BackgroundProcess {
  readonly child: ChildProcess;
  /** Ends it and all that it started. */
  stop(): Promise<void>;
}

/** Starts a program that ends when it is stopped, or with this process, whichever way that ends. */
export async function startInBackground(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<BackgroundProcess> {
  // A process group of its own, so that what it starts can be ended with it.
  const child = spawn(program, args, { stdio: 'ignore', ...options, detached: true });
  await once(child, 'spawn');
  if (running.size === 0) watchForTheEnd();
  running.add(child);
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    running.delete(child);
    endGroup(child);
    // Some development servers do not end when they are asked to.
    const forced = setTimeout(() => endGroup(child, 'SIGKILL'), 5_000);
    await exited;
    clearTimeout(forced);
  };
  return { child, stop };
}

let watched = false;

function watchForTheEnd(): void {
  if (watched) return;
  watched = true;
  process.on('exit', () => running.forEach((child) => endGroup(child)));
  // A signal alone would end the process without an exit event.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

function endGroup({ pid, exitCode }: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): void {
  try {
    if (exitCode === null) process.kill(-pid!, signal);
  } catch {
    // It has ended by itself.
  }
}
