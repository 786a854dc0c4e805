import { Command, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { DIST, ROOT } from '../build/paths.js';
import { checkWritable, writeFileAtomically, replacePart } from '../lib/files.js';
import { wholeNumber, reasonOf, runCommand, ScriptError } from '../lib/cli.js';
import {
  BACKENDS,
  launchBrowser,
  MODELS,
  requireBrowser,
  startServer,
  withBenchPage,
  type BackendName,
} from './browser.js';
import { firstAnswers, mainThread, manyElements } from './page-rows.js';
import {
  BENCH_PART,
  conditionsOf,
  printSection,
  printSummary,
  renderResults,
  resultsMarkdown,
  wrapped,
  type Machine,
  type Results,
  type Row,
  type Settings,
  type Stage,
} from './report.js';
import { answers, batchRates, networkSize } from './recognizer-rows.js';

interface BenchRequest extends Settings {
  readonly out: string;
  /** Whether to write docs/performance.md. */
  readonly write: boolean;
}

const DOCUMENT = `${ROOT}docs/performance.md`;

const ROWS: readonly Row[] = [
  answers,
  firstAnswers,
  mainThread,
  batchRates,
  manyElements,
  networkSize,
];

const command = new Command('bench')
  .description(
    'Measures the package as built (npm run build) in Chrome or Chromium, interleaved with TensorFlow.js. ' +
      'Prints ratios with their intervals, and writes a page with plots.',
  )
  .option('--only <rows>', 'measure only these rows, separated by commas', list)
  .option('--backends <names>', 'measure only these backends', backendList, BACKENDS)
  .option('--rounds <number>', 'how often each thing is measured', wholeNumber(1))
  .option('--seed <number>', 'seed of the order and of generated networks', wholeNumber(0), 1)
  .option('--quick', 'fewer rounds and smaller batches: a minute or two', false)
  .option('--out <file>', 'path of the page', 'reports/performance.html')
  .option('--write', 'write the figures of a whole run into docs/performance.md', false)
  .addHelpText(
    'after',
    ROWS.map(({ id, summary }) => `\n  ${id.padEnd(14)}${summary}`)
      .join('')
      .replace(/^/, '\nRows:'),
  )
  .action(runBench);

await runCommand(command);

function list(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function backendList(text: string): readonly BackendName[] {
  const names = list(text);
  const unknown = names.find((name) => !BACKENDS.some((known) => known === name));
  if (unknown !== undefined || names.length === 0) {
    throw new InvalidArgumentError(`Name one or more of ${BACKENDS.join(', ')}.`);
  }
  return BACKENDS.filter((known) => names.includes(known));
}

async function runBench(request: BenchRequest): Promise<void> {
  const chosen = chooseRows(request);
  if (!existsSync(`${DIST}recognizer.js`)) {
    throw new ScriptError('not-built', `${DIST} has no build: run npm run build first.`);
  }
  const executablePath = requireBrowser();
  await checkWritable(dirname(request.out));
  const results = await measure(chosen, request, executablePath);
  await writeFileAtomically(request.out, await renderResults(results));
  console.log(`\nWrote the figures and plots to ${request.out}`);
  if (!request.write) return;
  const document = await readFile(DOCUMENT, 'utf8');
  await writeFileAtomically(DOCUMENT, replacePart(document, BENCH_PART, resultsMarkdown(results)));
  console.log(`Wrote the figures to ${DOCUMENT}`);
}

function chooseRows({ only, write, backends }: BenchRequest): Row[] {
  const unknown = only?.find((id) => ROWS.every((row) => row.id !== id));
  if (unknown !== undefined) {
    const known = ROWS.map(({ id }) => id).join(', ');
    throw new ScriptError('bad-option', `There is no row ${unknown}: choose among ${known}.`);
  }
  // Figures of several runs in one document would look comparable.
  if (write && (only !== undefined || backends.length < BACKENDS.length)) {
    throw new ScriptError(
      'bad-option',
      'The document holds one whole run: leave out --only and --backends, or --write.',
    );
  }
  return ROWS.filter(({ id }) => only?.includes(id) ?? true);
}

async function measure(
  chosen: readonly Row[],
  settings: Settings,
  executablePath: string,
): Promise<Results> {
  const server = await startServer();
  const browser = await launchBrowser(executablePath);
  try {
    const stage = { server, browser, executablePath, settings };
    const machine = await describeMachine(stage);
    console.log(wrapped(conditionsOf({ machine, settings })));
    const sections = [];
    for (const row of chosen) {
      const section = await row.measure(stage);
      printSection(section);
      sections.push(section);
    }
    printSummary(sections);
    return { machine, settings, sections };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Describes the machine, and checks, before minutes of work, that the browser has every backend. */
async function describeMachine(stage: Stage): Promise<Machine> {
  const { backends } = stage.settings;
  const load = loadavg()[0]!;
  const graphics = await withBenchPage(stage, 'ours', async (page) => {
    for (const backend of backends) {
      try {
        await page.evaluate((...given) => bench.openRecognizer(...given), backend, MODELS.pen);
      } catch (error) {
        const others = backends.filter((other) => other !== backend);
        throw new ScriptError(
          'page-failed',
          `${backend} does not work in this browser (${reasonOf(error)}): ` +
            `leave it out, with --backends ${others.join(',')}.`,
        );
      }
    }
    return page.evaluate(() => bench.graphics());
  });
  const processors = cpus();
  return {
    ...graphics,
    cores: processors.length,
    processor: processors[0]?.model ?? 'unknown processor',
    browser: await stage.browser.version(),
    load,
  };
}
