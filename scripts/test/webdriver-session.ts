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
