import { globSync } from 'glob';
import { build } from '../build/build.js';
import { ROOT } from '../build/paths.js';
import { testInEngine } from './browser-tests.js';
import { ENGINES } from './engines.js';
import { findBrowser } from './find-browser.js';
import { testInNode } from './node-tests.js';
import { runCheck } from './checks.js';
import { testStories } from './story-tests.js';
import { addUp, type Counts } from './counts.js';

/** Tests that take longer than a moment: left out of `npm run test:quick`. */
const SLOW = ['test/**/*.slow.test.ts', 'test/**/*.browser.test.ts'];

const quick = process.argv.includes('--quick');
const counts: Counts[] = [];

counts.push(await runCheck('eslint', 'eslint', '.'));
counts.push(await runCheck('prettier', 'prettier', '--check', '--log-level', 'warn', '.'));
counts.push(await runCheck('typescript', 'tsc', '--noEmit', '-p', 'tsconfig.json'));
console.log('\n— build');
await build();
const files = globSync('test/**/*.test.ts', {
  cwd: ROOT,
  ignore: quick ? SLOW : 'test/**/*.browser.test.ts',
});
counts.push(await testInNode(files.sort()));
if (!quick) {
  // The other engines have commands of their own: what a machine's Firefox can do hangs on its drivers.
  counts.push(await testInEngine(ENGINES.chromium!), await testStories(findBrowser()));
}

const { passed, failed, skipped } = addUp(counts);
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
