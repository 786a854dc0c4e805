import { setTimeout } from 'node:timers/promises';
import { startInBackground, type BackgroundProcess } from './background-process.js';
import type { Engine } from './engine.js';
import { findFreePort } from './find-free-port.js';
import { findAll } from './find-program.js';
import { startVirtualDisplay } from './virtual-display.js';
import { WebDriverLauncher } from './webdriver-launcher.js';
import { WebDriverSession } from './webdriver-session.js';

const START_TIMEOUT = 30_000;

/** WebKitGTK through its WebDriver. @throws MissingEngineError where that or Xvfb is not on PATH. */
export async function startWebKit(): Promise<Engine> {
  const [program, xvfb] = findAll('WebKit', 'webkit2gtk-driver xvfb', [
    ['WebKitWebDriver'],
    ['Xvfb'],
  ]);
  const display = await startVirtualDisplay(xvfb!);
  const port = await findFreePort();
  const driver = await startInBackground(program!, [`--port=${port}`], {
    // Compositing wants a GPU.
    env: { ...process.env, DISPLAY: display.name, WEBKIT_DISABLE_COMPOSITING_MODE: '1' },
  });
  const session = await startSession(`http://127.0.0.1:${port}`, driver);
  const name = `WebKitGTK ${session.browserVersion}`;
  const stop = async (): Promise<void> => {
    await session.stop();
    await driver.stop();
    await display.stop();
  };
  return { name, launcher: new WebDriverLauncher(name, session), stop };
}

/** The driver does not say when it listens: it is asked until it does. */
async function startSession(
  origin: string,
  { child }: BackgroundProcess,
): Promise<WebDriverSession> {
  const deadline = performance.now() + START_TIMEOUT;
  for (;;) {
    try {
      // The test runner waits for a page itself.
      return await WebDriverSession.start(origin, { pageLoadStrategy: 'none' });
    } catch (error) {
      const refused = error instanceof TypeError && child.exitCode === null;
      if (!refused || performance.now() > deadline) throw error;
      await setTimeout(100);
    }
  }
}
