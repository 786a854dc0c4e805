import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

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

interface VirtualDisplay {
  /** As in the environment variable DISPLAY. */
  readonly name: string;
  stop(): Promise<void>;
}

/** A screen that nobody sees, on a number that was free: headless Firefox has no WebGL, and WebKitGTK no headless mode. */
export async function startVirtualDisplay(xvfb: string): Promise<VirtualDisplay> {
  // The server takes the first free number, and says which on this descriptor when it is ready.
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe'] as const;
  const { child, stop } = await startInBackground(xvfb, args, { stdio: [...stdio] });
  const [number] = (await Promise.race([
    once(child.stdio[3] as Readable, 'data'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${xvfb} ended with status ${code} before it had a display.`);
    }),
  ])) as [Buffer];
  return { name: `:${number.toString().trim()}`, stop };
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
