import { setTimeout } from 'node:timers/promises';
import { findWebKit } from './browsers.js';
import { findFreePort, startInBackground, startVirtualDisplay } from './processes.js';
import { engineConfig } from './shared.config.js';
import { WebDriverLauncher, WebDriverSession } from './webdriver.js';

const START_TIMEOUT = 30_000;

const { driver: program, xvfb } = findWebKit();
// WebKitGTK has no headless mode.
const display = await startVirtualDisplay(xvfb);
const port = await findFreePort();
const driver = await startInBackground(program, [`--port=${port}`], {
  // Compositing needs a GPU.
  env: { ...process.env, DISPLAY: display.name, WEBKIT_DISABLE_COMPOSITING_MODE: '1' },
});
const session = await startSession(`http://127.0.0.1:${port}`);

export const name = `WebKitGTK ${session.browserVersion}`;
export default engineConfig(new WebDriverLauncher(name, session), async () => {
  await session.stop();
  await driver.stop();
  await display.stop();
});

/** The driver does not report when it listens, so it is asked until it answers. */
async function startSession(origin: string): Promise<WebDriverSession> {
  const deadline = performance.now() + START_TIMEOUT;
  for (;;) {
    try {
      // The test runner waits for pages itself.
      return await WebDriverSession.start(origin, { pageLoadStrategy: 'none' });
    } catch (error) {
      const isRefused = error instanceof TypeError && driver.child.exitCode === null;
      if (!isRefused || performance.now() > deadline) throw error;
      await setTimeout(100);
    }
  }
}
