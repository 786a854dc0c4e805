import type { Browser, Page } from 'puppeteer-core';

export const LOOKS = ['light', 'dark', 'forced colours'] as const;

export type Look = (typeof LOOKS)[number];

/** What an entry of a Storybook is opened with. */
export interface StoryPage {
  readonly page: Page;
  /** Uncaught errors of the page, as they come. */
  readonly errors: readonly string[];
}

/** What axe finds. */
export interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What Storybook says when a story is through. */
export interface Finished {
  readonly status: 'success' | 'error';
  readonly reporters: readonly {
    readonly result: { readonly violations?: readonly Violation[] };
  }[];
}

/** What a page has heard from Storybook so far. */
export interface Heard {
  readonly errors: string[];
  readonly finished: Finished[];
  docsRendered: boolean;
}

/** How long a page may take until it is through, in milliseconds. */
const TIMEOUT = 30_000;

/** @param url of an entry of a Storybook's `iframe.html`. */
export async function openStoryPage(browser: Browser, url: string, look: Look): Promise<StoryPage> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.setViewport({ width: 1000, height: 800 });
  const session = await page.createCDPSession();
  await session.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: look === 'dark' ? 'dark' : 'light' },
      { name: 'forced-colors', value: look === 'forced colours' ? 'active' : 'none' },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ],
  });
  // What runs this script names functions through a helper that a page lacks.
  await page.evaluateOnNewDocument('globalThis.__name = (named) => named');
  await page.evaluateOnNewDocument(listen);
  await page.goto(url);
  return { page, errors };
}

/** @returns what the page has heard once `isThrough`, which runs in the page. */
export async function heardOnce(page: Page, isThrough: (heard: Heard) => boolean): Promise<Heard> {
  const heard = await page.evaluateHandle(() => (globalThis as unknown as { heard: Heard }).heard);
  await page.waitForFunction(isThrough, { timeout: TIMEOUT }, heard);
  return heard.jsonValue();
}

export function violationLine({ id, help, nodes }: Violation): string {
  return `${id}: ${help}: ${nodes[0]?.html ?? ''}`;
}

/** Runs in the page before Storybook, and keeps what its channel says. */
function listen(): void {
  interface Channel {
    on(event: string, listener: (payload: unknown) => void): void;
  }
  const heard: Heard = { errors: [], finished: [], docsRendered: false };
  Object.assign(globalThis, { heard });
  let channel: Channel | undefined;
  Object.defineProperty(globalThis, '__STORYBOOK_ADDONS_CHANNEL__', {
    configurable: true,
    get: () => channel,
    set: (created: Channel) => {
      channel = created;
      created.on('storyFinished', (payload) => heard.finished.push(payload as Finished));
      created.on('docsRendered', () => {
        heard.docsRendered = true;
      });
      for (const event of [
        'playFunctionThrewException',
        'storyThrewException',
        'storyErrored',
        'storyMissing',
        'configError',
      ]) {
        created.on(event, (error) =>
          heard.errors.push((error as Partial<Error>).message ?? JSON.stringify(error)),
        );
      }
    },
  });
}
