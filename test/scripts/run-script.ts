import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

export interface RunningScript {
  readonly child: ChildProcess;
  /** Resolves when the output, standard and error, has matched. */
  seen(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Outcome>;
}

/** Starts scripts/NAME/main.ts as `npm run NAME -- ARGS` does. */
export function startScript(name: string, ...args: string[]): RunningScript {
  const main = `${ROOT}scripts/${name}/main.ts`;
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    output,
  }));
  return {
    child,
    ended,
    async seen(pattern) {
      let over = false;
      void ended.then(() => (over = true));
      while (!pattern.test(output)) {
        if (over) throw new Error(`${name} ended without ${pattern}:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

export function runScript(name: string, ...args: string[]): Promise<Outcome> {
  return startScript(name, ...args).ended;
}
