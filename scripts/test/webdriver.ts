import type { BrowserLauncher, SessionResult } from '@web/test-runner-core';

/** What a driver says of itself when a session begins. */
interface NewSession {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

/** A session of WebDriver, https://www.w3.org/TR/webdriver2/, over HTTP. */
export class WebDriverSession {
  readonly #address: string;
  readonly browserVersion: string;

  private constructor(address: string, browserVersion: string) {
    this.#address = address;
    this.browserVersion = browserVersion;
  }

  /** @param driver its origin, as `http://127.0.0.1:4444`. */
  static async start(
    driver: string,
    capabilities: Record<string, unknown>,
  ): Promise<WebDriverSession> {
    const body = { capabilities: { alwaysMatch: capabilities } };
    const session = (await send('POST', `${driver}/session`, body)) as NewSession;
    return new WebDriverSession(
      `${driver}/session/${session.sessionId}`,
      session.capabilities.browserVersion,
    );
  }

  /** @throws Error with the driver's own code and message. */
  get(command: string): Promise<unknown> {
    return send('GET', `${this.#address}/${command}`);
  }

  /** @throws Error with the driver's own code and message. */
  post(command: string, body: object): Promise<unknown> {
    return send('POST', `${this.#address}/${command}`, body);
  }

  async stop(): Promise<void> {
    await send('DELETE', this.#address);
  }
}

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, body: body ? JSON.stringify(body) : null });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`WebDriver, ${method} ${new URL(url).pathname}: ${error}: ${message}`);
}

/** https://www.w3.org/TR/webdriver2/#keyboard-actions, by the names that `KeyboardEvent.key` has. */
const KEYS: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
  Meta: '\uE03D',
};

interface ButtonOptions {
  readonly button?: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The page of a WebDriver session, with as much of Playwright's shape as the commands of the test runner
 * use: of the launchers they know, it is the one with nothing but methods.
 */
export class WebDriverPage {
  readonly #session: WebDriverSession;
  #frame: Size | undefined;

  constructor(session: WebDriverSession) {
    this.#session = session;
  }

  readonly mouse = {
    move: (x: number, y: number) => this.#movePointer({ type: 'pointerMove', x, y, duration: 0 }),
    down: (options?: ButtonOptions) => this.#pressButton('pointerDown', options),
    up: (options?: ButtonOptions) => this.#pressButton('pointerUp', options),
    click: async (x: number, y: number, options?: ButtonOptions) => {
      await this.mouse.move(x, y);
      await this.mouse.down(options);
      await this.mouse.up(options);
    },
  };

  readonly keyboard = {
    down: (key: string) => this.#moveKeys({ type: 'keyDown', value: valueOf(key) }),
    up: (key: string) => this.#moveKeys({ type: 'keyUp', value: valueOf(key) }),
    press: (key: string) =>
      this.#moveKeys(
        { type: 'keyDown', value: valueOf(key) },
        { type: 'keyUp', value: valueOf(key) },
      ),
    type: async (text: string) => {
      for (const key of text) await this.keyboard.press(key);
    },
  };

  /** Sizes the window so that the page in it has this size, in CSS pixels. */
  async setViewportSize({ width, height }: Size): Promise<void> {
    // Asked but once: a script is lost when the page is just being left.
    this.#frame ??= await this.#measureFrame();
    await this.#session.post('window/rect', {
      width: width + this.#frame.width,
      height: height + this.#frame.height,
    });
  }

  /** @param actions https://www.w3.org/TR/webdriver2/#actions */
  async perform(actions: readonly object[]): Promise<void> {
    await this.#session.post('actions', { actions });
  }

  /** What the window has around the page. */
  async #measureFrame(): Promise<Size> {
    const [width, height] = (await this.#session.post('execute/sync', {
      script: 'return [outerWidth - innerWidth, outerHeight - innerHeight]',
      args: [],
    })) as [number, number];
    return { width, height };
  }

  async #pressButton(type: string, { button = 'left' }: ButtonOptions = {}): Promise<void> {
    // WebKitWebDriver 2.50 releases the left button whichever it is told to: another stays down for good.
    if (button !== 'left') throw new Error(`The mouse of this driver has no ${button} button.`);
    await this.#movePointer({ type, button: 0 });
  }

  async #movePointer(action: object): Promise<void> {
    const source = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' } };
    await this.perform([{ ...source, actions: [action] }]);
  }

  async #moveKeys(...actions: object[]): Promise<void> {
    await this.perform([{ type: 'key', id: 'keyboard', actions }]);
  }
}

function valueOf(key: string): string {
  const value = KEYS[key] ?? key;
  if ([...value].length === 1) return value;
  throw new Error(`scripts/test/webdriver.ts knows no key ${key}: add it to KEYS.`);
}

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
