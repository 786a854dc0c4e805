import { cpus, loadavg } from 'node:os';
import { significant } from '../lib/figures.js';
import type { Graphics } from './page/machine.js';
import { withModulePage } from './pages.js';
import type { Stage } from './row.js';

/** What the figures were measured on. */
export interface Machine extends Graphics {
  readonly cores: number;
  readonly processor: string;
  readonly browser: string;
  /** Processes that wanted a core in the minute before the run, on average. */
  readonly load: number;
}

export async function describeMachine(stage: Stage): Promise<Machine> {
  const graphics = await withModulePage(stage, 'machine', (page) =>
    page.evaluate(() => describeGraphics()),
  );
  const processors = cpus();
  return {
    ...graphics,
    cores: processors.length,
    processor: processors[0]?.model ?? 'unknown processor',
    browser: await stage.browser.version(),
    load: loadavg()[0]!,
  };
}

/** A sentence about the machine. */
export function machineText({ cores, processor, browser, load, webgl, webgpu }: Machine): string {
  return (
    `${cores} cores of ${processor}, load average ${significant(load)} at the start, ${browser}; ` +
    `webgl: ${webgl}; webgpu: ${webgpu}.`
  );
}
