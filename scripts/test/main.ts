import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { globSync } from 'glob';
import { ROOT } from '../build/paths.js';
import { chooseTrials } from '../hosts/try-hosts.js';
import { installBrowsers } from './browsers.js';
import { addUp, closingLine } from './counts.js';
import { failureReport, runStages, type Stage, type StageResult } from './stages.js';

/** What the tools remember of files that have not changed. */
const CACHE = 'node_modules/.cache/checks';

const IN_ONE_PROCESS = 'scripts/test/in-one-process.ts';
const BROWSER = 'test/**/*.browser.test.ts';
/** Node's tests that take longer than a moment, or need the build. */
const SLOW = 'test/**/*.slow.test.ts';
/** These measure time, or memory that browsers share: nothing runs beside them. */
const MEASURING = [
  'test/package/hundred-elements.slow.test.ts',
  'test/scripts/bench*.slow.test.ts',
  'test/stories/demo/page.slow.test.ts',
];

/** A file that hangs is named after ten minutes: the longest takes two. */
const ONE_AFTER_ANOTHER = ['--test', '--test-concurrency=1', '--test-timeout=600000'];

const { quick = false, hosts } = new Command('test')
  .description('checks the code, builds the package and runs all tests')
  .option('--quick', 'checks and fast tests only: no build, no browser')
  .option('--hosts <hosts...>', 'then try the package in these, as `npm run test:hosts` does')
  .parse()
  .opts<{ quick?: boolean; hosts?: string[] }>();

// A host that does not exist is an error before anything runs.
if (hosts) chooseTrials(hosts);
if (!quick) installBrowsers();

const lanes = availableParallelism();
const results: StageResult[] = [];
const run = async (stages: readonly Stage[], atOnce = lanes): Promise<void> => {
  results.push(...(await runStages(stages, atOnce)));
};
await run(quick ? [...fastStages(), ...checkStages()] : [buildStage(), ...checkStages()]);
// The build is the first: where it failed, there is nothing to test. Some of the fast tests need it too.
if (!quick && results[0]!.failed === 0) {
  await run([...slowStages(), ...fastStages()]);
  await run([...measuringStages(), ...hostStages()], 1);
}
const sum = addUp(results);
console.log(failureReport(results));
console.log(`\n${closingLine(sum)}`);
process.exit(sum.failed === 0 ? 0 : 1);

function buildStage(): Stage {
  const code = "import('./scripts/build/build.ts').then(({ build }) => build())";
  return { name: 'build', tool: 'tsx', args: ['--eval', code] };
}

function checkStages(): Stage[] {
  // Contents are compared and not times, which a checkout of Git changes. A cycle of imports that a
  // change closes runs through what has changed, so that the linter need not look further.
  const cache = (name: string) =>
    quick ? ['--cache', '--cache-strategy', 'content', '--cache-location', `${CACHE}/${name}`] : [];
  const incremental = quick ? ['--incremental', '--tsBuildInfoFile', `${CACHE}/types`] : [];
  return [
    { name: 'eslint', tool: 'eslint', args: [...cache('eslint'), '.'] },
    {
      name: 'prettier',
      tool: 'prettier',
      args: [...cache('prettier'), '--check', '--log-level', 'warn', '.'],
    },
    { name: 'typescript', tool: 'tsc', args: ['--noEmit', ...incremental, '-p', 'tsconfig.json'] },
  ];
}

/** The longest first, so that no lane is left with a long one at the end. */
function slowStages(): Stage[] {
  const slow = globSync(SLOW, { cwd: ROOT, ignore: MEASURING }).sort();
  const ofPackage = slow.filter((file) => file.startsWith('test/package/'));
  const others = slow.filter((file) => !ofPackage.includes(file));
  const engine = (name: string): Stage => ({
    ...{ name, tool: 'tsx', args: ['scripts/test/one-engine.ts', name] },
  });
  return [
    inNode('node, slow tests of the package', ofPackage, ...ONE_AFTER_ANOTHER),
    ...['webkit', 'firefox', 'chromium'].map(engine),
    { name: 'stories', tool: 'tsx', args: ['scripts/test/stories.ts'] },
    inNode('node, other slow tests', others, ...ONE_AFTER_ANOTHER),
  ];
}

/** Two processes: each file's own would take longer to start than to run. */
function fastStages(): Stage[] {
  const fast = globSync('test/**/*.test.ts', { cwd: ROOT, ignore: [BROWSER, SLOW] }).sort();
  const ofScripts = fast.filter((file) => file.startsWith('test/scripts/'));
  const others = fast.filter((file) => !ofScripts.includes(file));
  return [
    inNode('node, scripts', [IN_ONE_PROCESS, ...ofScripts]),
    inNode('node, sources', [IN_ONE_PROCESS, ...others]),
  ];
}

function measuringStages(): Stage[] {
  const files = globSync(MEASURING, { cwd: ROOT }).sort();
  return [inNode('node, measuring tests', files, ...ONE_AFTER_ANOTHER)];
}

function hostStages(): Stage[] {
  if (!hosts) return [];
  return [{ name: 'hosts', tool: 'tsx', args: ['scripts/hosts/main.ts', '--no-build', ...hosts] }];
}

function inNode(name: string, files: readonly string[], ...options: readonly string[]): Stage {
  const args = ['--import', 'tsx', '--test-reporter=spec', ...options, ...files];
  return { name, tool: 'node', args };
}
