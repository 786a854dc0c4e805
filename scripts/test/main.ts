import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { globSync } from 'glob';
import { ROOT } from '../build/paths.js';
import { testInEngine } from './browser-tests.js';
import { chooseTrials, tryHosts } from '../hosts/try-hosts.js';
import { runChecks } from './checks.js';
import { addUp, type Counts } from './counts.js';
import { ENGINES } from './engines.js';
import { findBrowser } from './find-browser.js';
import { testInNode } from './node-tests.js';
import { testStories } from './story-tests.js';
import type { TestRun } from './test-run.js';

/** Tests that take longer than a moment: left out of `npm run test:quick`. */
const SLOW = ['test/**/*.slow.test.ts', 'test/**/*.browser.test.ts'];

const { quick = false, hosts } = new Command('test')
  .description('checks the code, builds the package and runs all tests')
  .option('--quick', 'without browsers, and without tests that take longer than a moment')
  .option('--hosts <hosts...>', 'then try the package in these, as `npm run test:hosts` does')
  .parse()
  .opts<{ quick?: boolean; hosts?: string[] }>();

const trials = hosts ? chooseTrials(hosts) : [];
const { checks, isBuilt } = await runChecks({ cached: quick });
const counts: Counts[] = [checks];
const runs: TestRun[] = [];

if (isBuilt) {
  const files = globSync('test/**/*.test.ts', {
    cwd: ROOT,
    ignore: quick ? SLOW : 'test/**/*.browser.test.ts',
  }).sort();
  // Most slow tests drive a browser, which wants a core beside the test's; Node leaves it one.
  const options = quick ? [`--test-concurrency=${availableParallelism()}`] : [];
  runs.push(await testInNode(files, ...options));
}
if (isBuilt && !quick) {
  for (const start of Object.values(ENGINES)) {
    runs.push(await testInEngine(start));
  }
  counts.push(await testStories(findBrowser()));
}
if (isBuilt && trials.length > 0) counts.push(await tryHosts(trials));

const { passed, failed, skipped } = addUp([...counts, ...runs.map((run) => run.counts)]);
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
