import axe from 'axe-core';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { ROOT } from '../build/paths.js';
import { serveFolder } from '../lib/serve-folder.js';
import { BROWSER_FLAGS, findBrowser } from './browsers.js';
import { closingLine, type Counts } from './counts.js';
import { type Album, openComparedAlbum, openRecordedAlbum } from './screenshots/albums.js';
import { takeScreenshot } from './screenshots/take-screenshot.js';

const LOOKS = ['light', 'dark', 'forced colours'] as const;

type Look = (typeof LOOKS)[number];

/** What an entry of a Storybook is opened with. */
interface StoryPage {
  readonly page: Page;
  /** Uncaught errors of the page, as they come. */
  readonly errors: readonly string[];
}

/** What axe finds. */
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What Storybook says when a story is through. */
interface Finished {
  readonly status: 'success' | 'error';
  readonly reporters: readonly {
    readonly result: { readonly violations?: readonly Violation[] };
  }[];
}

/** What a page has heard from Storybook so far. */
interface Heard {
  readonly errors: string[];
  readonly finished: Finished[];
  docsRendered: boolean;
}

/** How long a page may take until it is through, in milliseconds. */
const TIMEOUT = 30_000;

/** @param url of an entry of a Storybook's `iframe.html`. */
async function openStoryPage(browser: Browser, url: string, look: Look): Promise<StoryPage> {
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
async function heardOnce(page: Page, isThrough: (heard: Heard) => boolean): Promise<Heard> {
  const heard = await page.evaluateHandle(() => (globalThis as unknown as { heard: Heard }).heard);
  await page.waitForFunction(isThrough, { timeout: TIMEOUT }, heard);
  return heard.jsonValue();
}

function violationLine({ id, help, nodes }: Violation): string {
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

/** @returns what is wrong with a story, a line for each; none where all is well. */
async function storyFaults({ page, errors }: StoryPage): Promise<readonly string[]> {
  const heard = await heardOnce(page, ({ finished }) => finished.length > 0);
  const { status, reporters } = heard.finished[0]!;
  const violations = reporters.flatMap(({ result }) => result.violations ?? []);
  const faults = [...errors, ...heard.errors, ...violations.map(violationLine)];
  return status === 'error' && faults.length === 0 ? ['failed'] : faults;
}

type Axe = typeof axe;

/** What axe looks at: the page around belongs to Storybook. */
const ELEMENTS = ['digit-recognizer', 'digit-pad', 'digit-probabilities'];

/** @returns what is wrong with a page of documentation, a line for each; none where all is well. */
async function docsFaults({ page, errors }: StoryPage): Promise<readonly string[]> {
  const heard = await heardOnce(
    page,
    ({ docsRendered, finished }) =>
      docsRendered &&
      finished.length >= document.querySelectorAll('[id^="story--"][id$="-inner"]').length,
  );
  const shown = await page.$$eval('.sb-errordisplay, .docblock-emptyblock', (displays) =>
    displays.filter((display) => display.checkVisibility()).map(({ textContent }) => textContent),
  );
  await page.evaluate(axe.source);
  const violations = (await page.evaluate(async (elements) => {
    const page = globalThis as unknown as { axe: Axe };
    const include = elements.filter((name) => document.querySelector(name));
    return include.length === 0 ? [] : (await page.axe.run({ include })).violations;
  }, ELEMENTS)) as readonly Violation[];
  return [...errors, ...heard.errors, ...shown, ...violations.map(violationLine)];
}

const STATIC = `${ROOT}storybook-static/`;
const PICTURES = `${ROOT}test/screenshots/`;
const DIFFERING = `${ROOT}reports/screenshots/`;

/** The tag of a story that looks otherwise on another machine, so that no picture is compared. */
const UNPICTURED = 'unpictured';

/** Of Storybook's index. */
interface Entry {
  readonly id: string;
  readonly type: 'story' | 'docs';
  readonly tags: readonly string[];
}

/**
 * Builds the Storybook of the package as built, and opens all of it in a real Chromium, light, dark
 * and in forced colours. The play function of a story has to run through, axe must find nothing, and
 * light and dark it looks as in test/screenshots/. A page of documentation shows no error.
 */
async function testStories(): Promise<Counts> {
  const args = ['build', '--disable-telemetry', '--quiet', '-o', 'storybook-static'];
  const { status } = spawnSync(`${ROOT}node_modules/.bin/storybook`, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const album = await (update
    ? openRecordedAlbum(PICTURES)
    : openComparedAlbum(PICTURES, DIFFERING));
  return openEntries(findBrowser(), album);
}

async function openEntries(executablePath: string, album: Album): Promise<Counts> {
  const entries = await entriesOf(STATIC);
  const server = await serveFolder(STATIC);
  const browser = await puppeteer.launch({ executablePath, args: BROWSER_FLAGS });
  let passed = 0;
  let failed = 0;
  const count = (name: string, faults: readonly string[]): void => {
    if (faults.length === 0) passed++;
    else failed++;
    if (faults.length > 0) console.log(`✖ ${name}\n  ${faults.join('\n  ')}`);
  };
  try {
    for (const entry of entries) {
      for (const look of LOOKS) {
        const faults = await faultsOf(browser, server.origin, entry, look, album);
        count(`${entry.id}, ${look}`, faults);
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  count('pictures', await album.close());
  console.log(
    `${entries.length} stories and pages in ${LOOKS.length} looks: ${passed} passed, ${failed} failed`,
  );
  return { passed, failed, skipped: 0 };
}

async function faultsOf(
  browser: Browser,
  origin: string,
  { id, type, tags }: Entry,
  look: Look,
  album: Album,
): Promise<readonly string[]> {
  const opened = await openStoryPage(
    browser,
    `${origin}/iframe.html?id=${id}&viewMode=${type}`,
    look,
  );
  try {
    if (type === 'docs') return await docsFaults(opened);
    const faults = await storyFaults(opened);
    const isPictured = look !== 'forced colours' && !tags.includes(UNPICTURED);
    if (faults.length > 0 || !isPictured) return faults;
    return await album.take(id, look, await takeScreenshot(opened.page));
  } catch (error) {
    return [String(error)];
  } finally {
    await opened.page.close();
  }
}

async function entriesOf(folder: string): Promise<Entry[]> {
  const index = JSON.parse(await readFile(`${folder}index.json`, 'utf8')) as {
    entries: Record<string, Entry>;
  };
  return Object.values(index.entries);
}

const { update } = new Command('test:stories')
  .description('opens every story and page of the Storybook, and looks at it')
  .option('--update', 'take the pictures of test/screenshots/ again; look at what changed')
  .parse()
  .opts<{ update?: boolean }>();

const counts = await testStories();
console.log(`\n${closingLine(counts)}`);
process.exit(counts.failed === 0 ? 0 : 1);
