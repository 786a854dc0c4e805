import type { BrowserLauncher, SessionResult } from '@web/test-runner-core';
import { WebDriverPage } from './webdriver-page.js';
import type { WebDriverSession } from './webdriver-session.js';

/** Runs test files one after another in the one window of a WebDriver session. */
export class WebDriverLauncher implements BrowserLauncher {
  readonly concurrency = 1;
  /** The test runner's commands go by this to what {@link getPage} returns. */
  readonly type = 'playwright';
  readonly name: string;
  readonly #session: WebDriverSession;
  readonly #page: WebDriverPage;
  #active: string | undefined;

  constructor(name: string, session: WebDriverSession) {
    this.name = name;
    this.#session = session;
    this.#page = new WebDriverPage(session);
  }

  async startSession(id: string, url: string): Promise<void> {
    this.#active = id;
    await this.#page.setViewportSize({ width: 800, height: 600 });
    await this.#session.post('url', { url });
  }

  isActive(id: string): boolean {
    return this.#active === id;
  }

  getPage(): WebDriverPage {
    return this.#page;
  }

  async getBrowserUrl(): Promise<string> {
    return (await this.#session.get('url')) as string;
  }

  async stopSession(): Promise<SessionResult> {
    this.#active = undefined;
    // Ends what still runs on the page.
    await this.#session.post('url', { url: 'about:blank' });
    return {};
  }

  startDebugSession(): Promise<void> {
    throw new Error(`${this.name} has no debug session here: run the test in Chromium.`);
  }
}
