import { setTimeout } from 'node:timers/promises';
import { startTestRunner, type TestRunnerConfig } from '@web/test-runner';
import type { TestSession, TestSuiteResult } from '@web/test-runner-core';
import { Argument, Command } from 'commander';
import { ROOT } from '../build/paths.js';
import { MissingEngineError } from './browsers.js';
import { closingLine, type Counts } from './counts.js';

interface Engine {
  /** With its version. */
  readonly name: string;
  readonly default: TestRunnerConfig;
}

/** Importing a configuration starts what its browser needs. */
const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  chromium: () => import('./chromium.config.js'),
  firefox: () => import('./firefox.config.js'),
  webkit: () => import('./webkit.config.js'),
};

const program = new Command('test:engine')
  .description('runs the tests of browsers in one engine; needs a build')
  .addArgument(new Argument('<engine>').choices(Object.keys(ENGINES)))
  .argument('[pattern]', 'which files', 'test/**/*.browser.test.ts')
  .parse();
const [engine, pattern] = program.processedArgs as [string, string];

const counts = await testIn(ENGINES[engine]!);
console.log(`\n${closingLine(counts)}`);
process.exit(counts.failed === 0 ? 0 : 1);

async function testIn(load: () => Promise<Engine>): Promise<Counts> {
  try {
    const { name, default: config } = await load();
    console.log(`${name}\n`);
    return await runTests({ ...config, files: `${ROOT}${pattern}` });
  } catch (error) {
    if (!(error instanceof MissingEngineError)) throw error;
    console.log(error.message);
    // In CI, an engine that is not installed is a failure.
    const isNeeded = process.env.CI === 'true';
    return { passed: 0, failed: isNeeded ? 1 : 0, skipped: isNeeded ? 0 : 1 };
  }
}

async function runTests(config: TestRunnerConfig): Promise<Counts> {
  const runner = await startTestRunner({
    ...{ config, autoExitProcess: false, readCliArgs: false, readFileConfig: false },
  });
  if (!runner) throw new Error('@web/test-runner did not start');
  await new Promise((resolve) => runner.on('finished', resolve));
  const counts = countTests([...runner.sessions.all()]);
  // A browser that does not end must not hold back what was counted.
  await Promise.race([runner.stop(), setTimeout(30_000)]);
  return counts;
}

function countTests(sessions: readonly TestSession[]): Counts {
  const testsOf = ({ tests, suites }: TestSuiteResult): TestSuiteResult['tests'] => [
    ...tests,
    ...suites.flatMap(testsOf),
  ];
  const files = sessions.map(({ testResults, errors }) => ({
    tests: testResults ? testsOf(testResults) : [],
    errors,
  }));
  const tests = files.flatMap((file) => file.tests);
  const skipped = tests.filter((test) => test.skipped).length;
  const passed = tests.filter((test) => test.passed && !test.skipped).length;
  // A file that did not load, or threw outside of its tests.
  const broken = files.filter((file) => file.errors.length > 0 || file.tests.length === 0).length;
  return { passed, failed: tests.length - passed - skipped + broken, skipped };
}
