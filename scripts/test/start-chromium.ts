import { chromeLauncher } from '@web/test-runner-chrome';
import type { Engine } from './engine.js';
import { BROWSER_FLAGS, findBrowser } from './find-browser.js';
import { versionOf } from './find-program.js';

export async function startChromium(): Promise<Engine> {
  const executablePath = findBrowser();
  return {
    name: versionOf(executablePath),
    launcher: chromeLauncher({ launchOptions: { executablePath, args: BROWSER_FLAGS } }),
    stop: () => Promise.resolve(),
  };
}
