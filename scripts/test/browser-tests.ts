import { startTestRunner, type TestRunnerConfig } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { ROOT } from '../build/paths.js';
import { countSessions, printFailures } from './browser-report.js';
import type { Counts } from './counts.js';
import { BROWSER_FLAGS } from './find-browser.js';

/**
 * Runs every *.browser.test.ts in a real Chromium.
 *
 * @param executablePath the browser.
 * @param pattern which files, of the repository.
 */
export async function testInBrowser(
  executablePath: string,
  pattern = process.env.TEST_FILES ?? 'test/**/*.browser.test.ts',
): Promise<Counts> {
  console.log(`\n— ${executablePath}`);
  const config: TestRunnerConfig = {
    rootDir: ROOT,
    files: `${ROOT}${pattern}`,
    nodeResolve: true,
    concurrency: 1,
    browserStartTimeout: 120_000,
    testsStartTimeout: 120_000,
    testsFinishTimeout: 900_000,
    testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
    browsers: [chromeLauncher({ launchOptions: { executablePath, args: BROWSER_FLAGS } })],
    plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${ROOT}tsconfig.json` })],
    reporters: [],
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
  printFailures(sessions);
  await runner.stop();
  return countSessions(sessions);
}
