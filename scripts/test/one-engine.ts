import { Argument, Command } from 'commander';
import { testInEngine } from './browser-tests.js';
import { ENGINES } from './engines.js';

const program = new Command('test:engine')
  .description('runs the tests of browsers in one engine; after a build')
  .addArgument(new Argument('<engine>').choices(Object.keys(ENGINES)))
  .argument('[pattern]', 'which files', 'test/**/*.browser.test.ts')
  .parse();
const [engine, pattern] = program.processedArgs as [string, string];

const run = await testInEngine(ENGINES[engine]!, { pattern });
const { passed, failed, skipped } = run.counts;
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
