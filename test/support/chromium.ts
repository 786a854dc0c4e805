import { after, afterEach, before } from 'node:test';
import puppeteer, { type Browser, type LaunchOptions, type Page } from 'puppeteer-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import { serveFiles, type FileServer, type FileServerOptions } from './file-server.js';

export interface Chromium {
  readonly server: FileServer;
  /** Started when it is first needed. */
  browser(): Promise<Browser>;
  /** Opens a page, which is closed after the running test. */
  newPage(): Promise<Page>;
  /** The same, with a cache and storage of its own, which takes a little longer. */
  newFreshPage(): Promise<Page>;
}

/** Starts a Chromium with the flags of all tests, and these. */
export function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return puppeteer.launch({
    ...{ executablePath: findBrowser(), args: [...BROWSER_FLAGS, ...args], ...options },
  });
}

let shared: Promise<Browser> | undefined;
after(async () => (await shared)?.close());

/**
 * Gives the tests beside this call a Chromium and a server.
 *
 * @param files that are served, or what makes them when the tests begin.
 * @param options of a Chromium of their own; without them, all tests of the process share one.
 */
export function useChromium(
  files: FileServerOptions | (() => Promise<FileServerOptions>) = {},
  options?: LaunchOptions,
): Chromium {
  let own: Promise<Browser> | undefined;
  let server: FileServer;
  let opened: { close(): Promise<void> }[] = [];
  before(async () => {
    server = await serveFiles(typeof files === 'function' ? await files() : files);
  });
  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
    opened = [];
  });
  after(async () => {
    await (await own)?.close();
    server?.close();
  });
  const browser = (): Promise<Browser> =>
    options ? (own ??= launchChromium(options)) : (shared ??= launchChromium());
  return {
    browser,
    get server() {
      return server;
    },
    async newPage() {
      const page = await (await browser()).newPage();
      opened.push(page);
      return page;
    },
    async newFreshPage() {
      const context = await (await browser()).createBrowserContext();
      opened.push(context);
      return context.newPage();
    },
  };
}
