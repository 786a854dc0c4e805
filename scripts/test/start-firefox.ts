import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { globSync } from 'glob';
import { MissingEngineError, type Engine } from './engine.js';
import { findAll, versionOf } from './find-program.js';
import { startVirtualDisplay } from './virtual-display.js';

/** WebGL and WebGPU also on the CPU, where Firefox by itself would have neither. */
const PREFERENCES = {
  'dom.webgpu.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'webgl.force-enabled': true,
};

/** Where Linux has its Vulkan drivers, without which Firefox has no WebGPU. */
const VULKAN_DRIVERS = '{/usr/share,/usr/local/share,/etc}/vulkan/icd.d/*.json';

/** @throws MissingEngineError where Firefox, Xvfb or a driver of Vulkan is not there. */
export async function startFirefox(): Promise<Engine> {
  const [executablePath, xvfb] = findAll('Firefox', 'firefox-esr xvfb', [
    ['firefox-esr', 'firefox'],
    ['Xvfb'],
  ]);
  if (process.platform === 'linux' && globSync(VULKAN_DRIVERS).length === 0) {
    throw new MissingEngineError(
      'Firefox is not tested: it has no WebGPU without a driver of Vulkan. On Debian: apt-get install mesa-vulkan-drivers',
    );
  }
  const display = await startVirtualDisplay(xvfb!);
  // Firefox writes there, and refuses a folder of another user's.
  const home = await mkdtemp(path.join(tmpdir(), 'digit-recognizer-firefox-'));
  const launcher = chromeLauncher({
    puppeteer: puppeteerCore,
    launchOptions: {
      browser: 'firefox',
      headless: false,
      executablePath: executablePath!,
      env: { ...process.env, HOME: home, DISPLAY: display.name },
      extraPrefsFirefox: PREFERENCES,
    },
  });
  const stop = async (): Promise<void> => {
    await display.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  return { name: versionOf(executablePath!), launcher, stop };
}
