import { Command, InvalidArgumentError } from 'commander';
import { wholeNumber } from '../lib/option-parsers.js';
import { runCommand } from '../lib/run-command.js';
import { bench, type BenchRequest } from './bench.js';
import { ROWS } from './rows/index.js';
import { BACKENDS, type BackendName } from './settings.js';

const rows = ROWS.map(({ id, summary }) => `  ${id.padEnd(14)}${summary}`).join('\n');

const command = new Command('bench')
  .description(
    'Measures the package as built (npm run build) in Chrome or Chromium, beside TensorFlow.js and ' +
      'interleaved with it: prints ratios with their spread, and writes a page with plots.',
  )
  .option('--only <rows>', 'measures these rows alone, separated by commas', list)
  .option('--backends <names>', 'measures these backends alone', backendList, BACKENDS)
  .option('--rounds <number>', 'how often each thing is measured', wholeNumber(1))
  .option('--seed <number>', 'of the order of things and of generated networks', wholeNumber(0), 1)
  .option('--quick', 'a look, in a minute or two: fewer rounds and smaller batches', false)
  .option('--out <file>', 'where the page goes', 'reports/performance.html')
  .option('--write', 'writes the figures of a whole run into docs/performance.md', false)
  .addHelpText('after', `\nRows:\n${rows}`)
  .action((request: BenchRequest) => bench(request));

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
