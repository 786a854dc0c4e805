import puppeteer, { type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { reasonOf } from '../lib/reason.js';
import { ScriptError } from '../lib/script-error.js';
import { BROWSER_FLAGS, findBrowser } from '../test/find-browser.js';

/** A software GPU may take its time over what a call waits for. */
const PATIENCE = 600_000;

/** Every page compiles its shaders anew. */
const NO_SHADER_CACHE = ['--disable-gpu-shader-disk-cache', '--disable-gpu-program-cache'];

/** @throws ScriptError `no-browser` */
export function requireBrowser(): string {
  try {
    return findBrowser();
  } catch (error) {
    throw new ScriptError('no-browser', reasonOf(error));
  }
}

/** Starts the browser with a profile of its own, which goes when it is closed. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return puppeteer.launch({
    executablePath,
    args: [...BROWSER_FLAGS, ...NO_SHADER_CACHE],
    protocolTimeout: PATIENCE,
  });
}

/**
 * Opens a page that shares nothing with others, and closes it after use.
 *
 * @throws ScriptError `page-failed` with what the page threw.
 */
export async function withFreshPage<Result>(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context = await browser.createBrowserContext();
  try {
    return await usePage(context, url, use);
  } finally {
    await context.close();
  }
}

/** As {@link withFreshPage}, in a browser of its own, which nothing has warmed up. */
export async function withFreshBrowser<Result>(
  executablePath: string,
  url: string,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const browser = await launchBrowser(executablePath);
  try {
    return await usePage(browser, url, use);
  } finally {
    await browser.close();
  }
}

async function usePage<Result>(
  context: Browser | BrowserContext,
  url: string,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const failed = new Promise<never>((_, reject) => page.once('pageerror', reject));
  try {
    return await Promise.race([page.goto(url).then(() => use(page)), failed]);
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    throw new ScriptError('page-failed', `${url}: ${reasonOf(error)}`);
  }
}
