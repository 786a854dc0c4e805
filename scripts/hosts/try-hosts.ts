import { once } from 'node:events';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { drawInPage, readNumberInPage } from '../../test/package/element-page.js';
import { packPackage, projectFolder } from '../../test/package/fresh-project.js';
import { DRAWINGS } from '../../test/support/drawings.js';
import { reasonOf } from '../lib/cli.js';
import { serveFolder } from '../lib/serve-folder.js';
import { startInBackground, findFreePort } from '../test/processes.js';
import type { Counts } from '../test/counts.js';
import { BROWSER_FLAGS, findBrowser } from '../test/browsers.js';
import { HOSTS, type Host, type HostMode } from './hosts.js';

/** In milliseconds, generous for a busy machine with two cores. */
const LIMITS = { install: 600_000, build: 300_000, serve: 300_000, open: 120_000, read: 30_000 };

/** Keeps tools from sending telemetry, asking questions and coloring their output. */
const ENVIRONMENT = {
  ...{ CI: '1', NO_COLOR: '1', FORCE_COLOR: '0', BROWSER: 'none', NODE_ENV: undefined },
  ...{ NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1', NG_CLI_ANALYTICS: 'false' },
};

const { digit, strokes } = DRAWINGS.find((drawing) => drawing.digit === 7)!;

/** A host with the modes to try. */
export interface Trial {
  readonly name: string;
  readonly modes: readonly string[];
}

interface Row {
  /** As `vite6:build /index.html`. */
  readonly name: string;
  readonly tool: string;
  readonly passed: boolean;
  /** The backend that answered, or the error; then the messages of the console. */
  readonly notes: readonly string[];
}

/**
 * @param wanted such as `vite6`, or `vite6:dev` for one mode; all hosts if empty.
 * @param mode prefix of the modes' names.
 * @throws Error if there is no such host or mode.
 */
export function chooseTrials(wanted: readonly string[], mode = ''): Trial[] {
  const all = Object.entries(HOSTS).map(([name, { modes }]) => ({
    name,
    modes: Object.keys(modes).filter((key) => key.startsWith(mode)),
  }));
  const chosen = wanted.map((word) => {
    const [name, one] = word.split(':');
    const host = all.find((each) => each.name === name);
    const modes = host?.modes.filter((key) => one === undefined || key === one) ?? [];
    if (host && modes.length > 0) return { name: host.name, modes };
    const known = all.map((each) => `${each.name} (${each.modes.join(', ')})`);
    throw new Error(`There is no host ${word}. There are: ${known.join('; ')}.`);
  });
  return (wanted.length === 0 ? all : chosen).filter(({ modes }) => modes.length > 0);
}

/** Packs the built package, tries it in a new project of each host, and prints a table. */
export async function tryHosts(trials: readonly Trial[]): Promise<Counts> {
  console.log('\n— hosts');
  const packed = await packPackage();
  const browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  const rows: Row[] = [];
  try {
    for (const trial of trials) {
      for await (const row of tryHost(browser, packed.tarball, trial)) {
        rows.push(row);
        const [first = '', ...others] = row.notes;
        const outcome = row.passed ? 'read' : 'FAILED';
        console.log(
          [outcome.padEnd(6), row.name.padEnd(32), row.tool.padEnd(26), first].join('  '),
        );
        for (const note of others) console.log(`        ${note}`);
      }
    }
  } finally {
    await browser.close();
    await packed.remove();
  }
  const passed = rows.filter((row) => row.passed).length;
  return { passed, failed: rows.length - passed, skipped: 0 };
}

async function* tryHost(
  browser: Browser,
  tarball: string,
  { name, modes }: Trial,
): AsyncGenerator<Row> {
  const host = HOSTS[name]!;
  const tool = Object.entries(host.packages)[0]!.join(' ');
  const failed = (mode: string, error: unknown): Row => ({
    ...{ name: `${name}:${mode}`, tool, passed: false, notes: [reasonOf(error)] },
  });
  const project = await projectFolder({ 'package.json': manifest(host, tarball), ...host.files });
  try {
    const flags = '--prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error';
    await complete(`npm install ${flags}`, project.folder, LIMITS.install);
  } catch (error) {
    yield* modes.map((mode) => failed(mode, error));
    return await project.remove();
  }
  for (const mode of modes) {
    try {
      for await (const row of tryMode(browser, project.folder, host.modes[mode]!)) {
        yield { ...row, tool, name: `${name}:${mode}${row.name}` };
      }
    } catch (error) {
      yield failed(mode, error);
    }
  }
  await project.remove();
}

function manifest({ packages }: Host, tarball: string): string {
  const dependencies = { ...packages, 'digit-recognizer': `file:${tarball}` };
  return JSON.stringify({ name: 'host', private: true, type: 'module', dependencies });
}

async function* tryMode(
  browser: Browser,
  folder: string,
  mode: HostMode,
): AsyncGenerator<Omit<Row, 'tool'>> {
  if (mode.build !== undefined) await complete(mode.build, folder, LIMITS.build);
  const server = await serve(mode, folder);
  try {
    for (const path of mode.pages ?? ['/']) {
      const name = path === '/' ? '' : ` ${path}`;
      yield { name, ...(await tryPage(browser, server.origin + path)) };
    }
  } finally {
    await server.close();
  }
}

interface Server {
  readonly origin: string;
  close(): Promise<void>;
}

async function serve(mode: HostMode, folder: string): Promise<Server> {
  if (mode.serve === undefined) return serveFolder(path.join(folder, mode.folder ?? '.'));
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const tool = await start(mode.serve.replace('PORT', String(port)), folder);
  const first = origin + (mode.pages?.[0] ?? '/');
  const until = performance.now() + LIMITS.serve;
  const isThere = () =>
    fetch(first, { signal: AbortSignal.timeout(LIMITS.serve) }).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isThere())) {
    if (tool.child.exitCode !== null || performance.now() > until) {
      await tool.stop();
      throw new Error(`No page at ${first} from: ${mode.serve}\n${tool.output()}`);
    }
    await setTimeout(250);
  }
  return { origin, close: tool.stop };
}

/** Runs a command line with the project's own tools. */
async function start(command: string, cwd: string) {
  const env = {
    ...process.env,
    ...ENVIRONMENT,
    PATH: `${path.join(cwd, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
  };
  const tool = await startInBackground('sh', ['-c', command], {
    ...{ cwd, env, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  let said = '';
  for (const stream of [tool.child.stdout, tool.child.stderr]) {
    stream!.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-4_000)));
  }
  return { ...tool, output: () => said.trim().split('\n').slice(-20).join('\n') };
}

async function complete(command: string, cwd: string, limit: number): Promise<void> {
  const tool = await start(command, cwd);
  const { child } = tool;
  const tooLate = setTimeout(limit, ['not ended in time'], { ref: false });
  const [code] =
    child.exitCode === null ? await Promise.race([once(child, 'exit'), tooLate]) : [child.exitCode];
  await tool.stop();
  if (code !== 0) throw new Error(`${command}: ${code}\n${tool.output()}`);
}

/** Opens the page, draws a digit with the mouse, and waits for the value; then the same in a field for numbers. */
async function tryPage(browser: Browser, url: string): Promise<Pick<Row, 'passed' | 'notes'>> {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  const said = listen(tab);
  try {
    await tab.setViewport({ width: 1000, height: 800 });
    await tab.goto(url, { waitUntil: 'networkidle2', timeout: LIMITS.open });
    await tab.waitForFunction(
      () =>
        document.querySelector('digit-recognizer')?.shadowRoot?.querySelector('digit-pad')
          ?.clientWidth,
      { timeout: LIMITS.read },
    );
    await drawInPage(tab, strokes);
    const options = { timeout: LIMITS.read };
    await tab.waitForFunction(() => document.querySelector('digit-recognizer')?.value, options);
    const { value, backend } = await tab.evaluate(() => {
      const { value, activeBackend } = document.querySelector('digit-recognizer')!;
      return { value, backend: activeBackend };
    });
    tab.setDefaultTimeout(LIMITS.read);
    const number = await readNumberInPage(tab, strokes);
    // An error in the console is a failure even if the values are right.
    const isRight = value === String(digit) && number === value;
    const passed = isRight && !said.some((line) => line.startsWith('error'));
    return { passed, notes: [`${value} and ${number} on ${backend}`, ...said] };
  } catch (error) {
    return { passed: false, notes: [reasonOf(error), ...said] };
  } finally {
    await context.close();
  }
}

/** @returns a growing list of errors and warnings. */
function listen(tab: Page): string[] {
  const said: string[] = [];
  tab.on('pageerror', (error) => said.push(`error: ${reasonOf(error)}`));
  // Includes failed requests with their URL.
  tab.on('console', (message) => {
    const type = message.type();
    const text = message.text();
    // Expected on every development server.
    if ((type !== 'error' && type !== 'warn') || text.startsWith('Lit is in dev mode')) return;
    said.push(`${type}: ${text} ${message.location().url ?? ''}`);
  });
  return said;
}
