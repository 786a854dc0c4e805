import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter, summaryReporter, type TestRunnerConfig } from '@web/test-runner';
import type { BrowserLauncher } from '@web/test-runner-core';
import { ROOT } from '../build/paths.js';
import { pointerPlugin } from './pointer-plugin.js';

/**
 * What the engines' configurations have in common.
 *
 * @param stop ends what was started beside the browser.
 */
export function engineConfig(
  launcher: BrowserLauncher,
  stop: () => Promise<void> = () => Promise.resolve(),
): TestRunnerConfig {
  return {
    rootDir: ROOT,
    nodeResolve: true,
    concurrency: 1,
    browserStartTimeout: 120_000,
    testsStartTimeout: 120_000,
    testsFinishTimeout: 900_000,
    testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
    browsers: [launcher],
    plugins: [
      esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${ROOT}tsconfig.json` }),
      pointerPlugin(),
      { name: 'stop', serverStop: stop },
    ],
    reporters: [
      summaryReporter({ reportTestErrors: false, reportTestLogs: false }),
      defaultReporter({ reportTestProgress: process.stdout.isTTY }),
    ],
    staticLogging: !process.stdout.isTTY,
  };
}
