import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before } from 'node:test';
import type Axe from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { ROOT } from '../../scripts/build/paths.js';
import { buildDemo } from '../../scripts/demo/build-demo.js';
import { serveFolder, type FolderServer } from '../../scripts/lib/serve-folder.js';
import { launchChromium } from '../support/chromium.js';

/** The demo with its templates, there while the tests run. */
export interface Demo {
  readonly folder: string;
  readonly origin: string;
  readonly browser: Browser;
}

/** Builds and serves the demo for the tests of a `describe` block, and starts a Chromium for them. */
export function useDemo(): Demo {
  let folder: string;
  let server: FolderServer;
  let browser: Browser;
  before(async () => {
    folder = await mkdtemp(`${tmpdir()}/demo-`);
    await buildDemo(`${folder}/`);
    server = await serveFolder(folder);
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    get origin() {
      return server.origin;
    },
    get browser() {
      return browser;
    },
  };
}

/** What a page prints or fails with, and what it asks for, from now on. */
export function watch(page: Page): { complaints: readonly string[]; urls: readonly string[] } {
  const complaints: string[] = [];
  const urls: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => urls.push(request.url()));
  return { complaints, urls };
}

/** What axe finds wrong with a page, a line for each element. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(`${ROOT}node_modules/axe-core/axe.min.js`, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
