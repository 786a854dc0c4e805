import { availableParallelism } from 'node:os';
import { globSync } from 'glob';
import { ROOT } from '../build/paths.js';
import { testInEngine } from './browser-tests.js';
import { ENGINES } from './engines.js';
import { findBrowser } from './find-browser.js';
import { testInNode } from './node-tests.js';
import { runChecks } from './checks.js';
import { testStories } from './story-tests.js';
import { addUp, type Counts } from './counts.js';

/** Tests that take longer than a moment: left out of `npm run test:quick`. */
const SLOW = ['test/**/*.slow.test.ts', 'test/**/*.browser.test.ts'];

const quick = process.argv.includes('--quick');
const { checks, isBuilt } = await runChecks({ cached: quick });
const counts: Counts[] = [checks];

if (isBuilt) {
  const files = globSync('test/**/*.test.ts', {
    cwd: ROOT,
    ignore: quick ? SLOW : 'test/**/*.browser.test.ts',
  }).sort();
  // Most slow tests drive a browser, which wants a core beside the test's; Node leaves it one.
  const options = quick ? [`--test-concurrency=${availableParallelism()}`] : [];
  counts.push(await testInNode(files, ...options));
}
if (isBuilt && !quick) {
  // The other engines have commands of their own: what a machine's Firefox can do hangs on its drivers.
  counts.push(await testInEngine(ENGINES.chromium!), await testStories(findBrowser()));
}

const { passed, failed, skipped } = addUp(counts);
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
