import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { findFirefox, versionOf } from './browsers.js';
import { startVirtualDisplay } from './processes.js';
import { engineConfig } from './shared.config.js';

const { firefox, xvfb } = findFirefox();
// Headless Firefox has no WebGL.
const display = await startVirtualDisplay(xvfb);
// Firefox writes to its home, and refuses a folder that belongs to another user.
const home = await mkdtemp(path.join(tmpdir(), 'digit-recognizer-firefox-'));

export const name = versionOf(firefox);
export default engineConfig(
  // The launcher drives whatever Puppeteer can start.
  chromeLauncher({
    puppeteer: puppeteerCore,
    launchOptions: {
      browser: 'firefox',
      headless: false,
      executablePath: firefox,
      env: { ...process.env, HOME: home, DISPLAY: display.name },
      // WebGL and WebGPU on the CPU too, where Firefox by itself would have neither.
      extraPrefsFirefox: {
        'dom.webgpu.enabled': true,
        'gfx.webgpu.ignore-blocklist': true,
        'webgl.force-enabled': true,
      },
    },
  }),
  async () => {
    await display.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  },
);
