import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { startInBackground } from './background-process.js';

export interface VirtualDisplay {
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
