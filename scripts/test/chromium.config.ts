import { chromeLauncher } from '@web/test-runner-chrome';
import { BROWSER_FLAGS, findBrowser, versionOf } from './browsers.js';
import { engineConfig } from './shared.config.js';

const executablePath = findBrowser();

export const name = versionOf(executablePath);
export default engineConfig(
  chromeLauncher({ launchOptions: { executablePath, args: BROWSER_FLAGS } }),
);
