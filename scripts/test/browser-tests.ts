import { startTestRunner, type TestRunnerConfig } from '@web/test-runner';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { ROOT } from '../build/paths.js';
import { countSessions, printFile } from './browser-report.js';
import { MissingEngineError, type Engine } from './engine.js';
import type { TestRun } from './test-run.js';

interface Options {
  /** Which files, of the repository. */
  readonly pattern?: string;
  /** That the engine is not on this machine counts as a failure, and not as skipped. */
  readonly needed?: boolean;
}

/** Runs every *.browser.test.ts in an engine. With CI=true each is needed: whoever asks for it installs it first. */
export async function testInEngine(
  start: () => Promise<Engine>,
  { pattern = 'test/**/*.browser.test.ts', needed = process.env.CI === 'true' }: Options = {},
): Promise<TestRun> {
  try {
    const engine = await start();
    console.log(`\n— ${engine.name}`);
    try {
      return await runTests(engine, pattern);
    } finally {
      await engine.stop();
    }
  } catch (error) {
    if (!(error instanceof MissingEngineError)) throw error;
    console.log(`\n— ${error.message}`);
    const counts = { passed: 0, failed: needed ? 1 : 0, skipped: needed ? 0 : 1 };
    return { name: error.message, counts };
  }
}

async function runTests({ name, launcher }: Engine, pattern: string): Promise<TestRun> {
  const config: TestRunnerConfig = {
    rootDir: ROOT,
    files: `${ROOT}${pattern}`,
    nodeResolve: true,
    concurrency: 1,
    browserStartTimeout: 120_000,
    testsStartTimeout: 120_000,
    testsFinishTimeout: 900_000,
    testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
    browsers: [launcher],
    plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${ROOT}tsconfig.json` })],
    reporters: [
      { reportTestFileResults: ({ sessionsForTestFile }) => printFile(sessionsForTestFile) },
    ],
  };
  const runner = await startTestRunner({
    config,
    autoExitProcess: false,
    readCliArgs: false,
    readFileConfig: false,
  });
  if (!runner) throw new Error('@web/test-runner did not start');
  await new Promise((resolve) => runner.on('finished', resolve));
  const sessions = [...runner.sessions.all()];
  await runner.stop();
  return { name, counts: countSessions(sessions) };
}
