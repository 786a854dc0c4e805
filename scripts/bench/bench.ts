import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DIST, ROOT } from '../build/paths.js';
import { checkWritable, writeFileAtomically } from '../lib/atomic.js';
import { replacePart } from '../lib/replace-part.js';
import { ScriptError } from '../lib/script-error.js';
import { tableText } from '../lib/table.js';
import { launchBrowser, requireBrowser } from './browser.js';
import { checkBackends } from './check-backends.js';
import { BENCH_PART, resultsMarkdown } from './document.js';
import { describeMachine } from './machine.js';
import { printSection } from './print.js';
import { renderResults } from './report.js';
import { conditionsOf, shortTable, type Results } from './results.js';
import type { Row } from './row.js';
import { ROWS } from './rows/index.js';
import { startServer } from './server.js';
import { BACKENDS, type Settings } from './settings.js';
import { wrapped } from './wrap.js';

export interface BenchRequest extends Settings {
  /** Where the page goes. */
  readonly out: string;
  /** Whether docs/performance.md is written anew. */
  readonly write: boolean;
}

const DOCUMENT = `${ROOT}docs/performance.md`;

/**
 * Measures the package as built in a browser, prints what it finds row by row, and writes a page
 * with plots and, if asked, the document.
 *
 * @throws ScriptError
 */
export async function bench(request: BenchRequest): Promise<void> {
  const rows = chooseRows(request);
  if (!existsSync(`${DIST}recognizer.js`)) {
    throw new ScriptError('not-built', `${DIST} holds no build: run npm run build first.`);
  }
  const executablePath = requireBrowser();
  await checkWritable(dirname(request.out));
  const results = await measure(rows, request, executablePath);
  await writeFileAtomically(request.out, await renderResults(results));
  console.log(`\nThe figures and their plots are in ${request.out}`);
  if (!request.write) return;
  const document = await readFile(DOCUMENT, 'utf8');
  await writeFileAtomically(DOCUMENT, replacePart(document, BENCH_PART, resultsMarkdown(results)));
  console.log(`They stand in ${DOCUMENT} too`);
}

/** @throws ScriptError `bad-option` */
function chooseRows({ only, write, backends }: BenchRequest): Row[] {
  const unknown = only?.find((id) => ROWS.every((row) => row.id !== id));
  if (unknown !== undefined) {
    const known = ROWS.map(({ id }) => id).join(', ');
    throw new ScriptError('bad-option', `There is no row ${unknown}: choose among ${known}.`);
  }
  // Figures of several runs side by side would look as if they could be compared.
  if (write && (only !== undefined || backends.length < BACKENDS.length)) {
    throw new ScriptError(
      'bad-option',
      'The document holds one whole run: leave out --only and --backends, or --write.',
    );
  }
  return ROWS.filter(({ id }) => only?.includes(id) ?? true);
}

async function measure(
  rows: readonly Row[],
  settings: Settings,
  executablePath: string,
): Promise<Results> {
  const server = await startServer();
  const browser = await launchBrowser(executablePath);
  try {
    const stage = { server, browser, executablePath, settings };
    const machine = await describeMachine(stage);
    console.log(wrapped(conditionsOf({ machine, settings })));
    await checkBackends(stage);
    const sections = [];
    for (const row of rows) {
      const section = await row.measure(stage);
      printSection(section);
      sections.push(section);
    }
    const short = shortTable(sections);
    if (short.lines.length > 0) console.log(`\nIn short\n\n${tableText(short)}`);
    return { machine, settings, sections };
  } finally {
    await browser.close();
    await server.close();
  }
}
