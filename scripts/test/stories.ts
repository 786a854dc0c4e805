import axe from 'axe-core';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { ROOT } from '../build/paths.js';
import { serveFolder } from '../lib/serve-folder.js';
import { BROWSER_FLAGS, findBrowser } from './browsers.js';
import { closingLine, type Counts } from './counts.js';
import { openCompared, openRecorded, type Snapshots } from './screenshots/snapshots.js';
import { takeScreenshot } from './screenshots/take-screenshot.js';

/** `prefers-color-scheme` and `forced-colors` of each look. */
const LOOKS = {
  light: ['light', 'none'],
  dark: ['dark', 'none'],
  'forced colors': ['light', 'active'],
} as const;

type Look = keyof typeof LOOKS;

/** An open story or page of documentation. */
interface StoryPage {
  readonly page: Page;
  /** Switches to a look, and waits until it is painted. */
  setLook(look: Look): Promise<void>;
  /** Uncaught errors of the page, as they come. */
  readonly errors: readonly string[];
  /** What the console says is wrong, as it comes. */
  readonly logged: readonly string[];
}

/** What axe finds. */
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What Storybook says when a story has ended. */
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

/** How long a page may take, in milliseconds. */
const TIMEOUT = 30_000;

/** Opens a URL of a Storybook's `iframe.html`, light. */
async function openStoryPage(browser: Browser, url: string): Promise<StoryPage> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  const logged: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') logged.push(message.text());
  });
  await page.setViewport({ width: 1000, height: 800 });
  const session = await page.createCDPSession();
  const setLook = async (look: Look): Promise<void> => {
    const [scheme, forced] = LOOKS[look];
    await session.send('Emulation.setEmulatedMedia', {
      features: [
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'forced-colors', value: forced },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ],
    });
    await page.evaluate(
      () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    );
  };
  await setLook('light');
  // tsx names functions through a helper that a page lacks.
  await page.evaluateOnNewDocument('globalThis.__name = (named) => named');
  await page.evaluateOnNewDocument(listen);
  await page.goto(url);
  return { page, setLook, errors, logged };
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

/** Storybook renders a story into it. */
const ROOT_ELEMENT = '#storybook-root';

/** What axe checks in a page of documentation: the rest belongs to Storybook. */
const ELEMENTS = ['digit-recognizer', 'number-recognizer', 'digit-pad', 'digit-probabilities'];

/** @returns a line for each violation that axe finds in the elements of these selectors. */
async function axeFaults(page: Page, selectors: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const violations = (await page.evaluate(async (selectors) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const include = selectors.filter((selector) => document.querySelector(selector));
    // As Storybook's addon: a story is not a whole page with landmarks.
    const rules = { region: { enabled: false } };
    return include.length === 0 ? [] : (await axe.run({ include }, { rules })).violations;
  }, selectors)) as readonly Violation[];
  return violations.map(violationLine);
}

/** @returns what is wrong with a page of documentation, a line for each; none where all is well. */
async function docsFaults(
  { page, errors, logged }: StoryPage,
  tags: readonly string[],
): Promise<readonly string[]> {
  const heard = await heardOnce(
    page,
    ({ docsRendered, finished }) =>
      docsRendered &&
      finished.length >= document.querySelectorAll('[id^="story--"][id$="-inner"]').length,
  );
  const shown = await page.$$eval('.sb-errordisplay, .docblock-emptyblock', (displays) =>
    displays.filter((display) => display.checkVisibility()).map(({ textContent }) => textContent),
  );
  const faults = [...errors, ...heard.errors, ...shown, ...(await axeFaults(page, ELEMENTS))];
  return [
    ...faults,
    ...(tags.includes(LOGGING) ? [] : logged),
    ...(await page.evaluate(deadLinks)),
  ];
}

/** Runs in a page of documentation. @returns its links that lead nowhere in this site. */
async function deadLinks(): Promise<string[]> {
  const { entries } = (await (await fetch('index.json')).json()) as { entries: object };
  const links = [...document.querySelectorAll('#storybook-docs a[href]')];
  return links
    .map((link) => link.getAttribute('href')!)
    .filter((href) =>
      href.startsWith('#')
        ? !document.getElementById(decodeURIComponent(href.slice(1)))
        : href.startsWith('?path=/docs/') && !(href.slice('?path=/docs/'.length) in entries),
    )
    .map((href) => `${href} leads nowhere`);
}

const STATIC = `${ROOT}storybook-static/`;
const PICTURES = `${ROOT}test/screenshots/`;
const DIFFERING = `${ROOT}reports/screenshots/`;

/** The tag of a story that looks different on another machine; no picture of it is compared. */
const UNPICTURED = 'unpictured';

/** The tag of stories that log errors, because they are about them. */
const LOGGING = 'logging';

/** Of Storybook's index. */
interface Entry {
  readonly id: string;
  readonly type: 'story' | 'docs';
  readonly tags: readonly string[];
}

/**
 * Builds the Storybook of the package as built, and opens all of it in a real Chromium. A story's play
 * function has to pass. Then axe must find nothing in light, dark and forced colors, and light and dark
 * the story looks as in test/screenshots/. A page of documentation shows no error.
 */
async function testStories(): Promise<Counts> {
  const args = ['build', '--disable-telemetry', '--quiet', '-o', 'storybook-static'];
  const { status } = spawnSync(`${ROOT}node_modules/.bin/storybook`, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const snapshots = await (update ? openRecorded(PICTURES) : openCompared(PICTURES, DIFFERING));
  const entries = await entriesOf(STATIC);
  const server = await serveFolder(STATIC);
  const browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  let failed = 0;
  const report = (name: string, faults: readonly string[]): void => {
    if (faults.length === 0) return;
    failed++;
    console.log(`✖ ${name}\n  ${faults.join('\n  ')}`);
  };
  try {
    for (const entry of entries) {
      const url = `${server.origin}/iframe.html?id=${entry.id}&viewMode=${entry.type}`;
      const opened = await openStoryPage(browser, url);
      const faults = await entryFaults(opened, entry, snapshots).catch((error: unknown) => [
        String(error),
      ]);
      report(entry.id, faults);
      await opened.page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  report('pictures', await snapshots.close());
  return { passed: entries.length + 1 - failed, failed, skipped: 0 };
}

async function entryFaults(
  opened: StoryPage,
  { id, type, tags }: Entry,
  snapshots: Snapshots,
): Promise<readonly string[]> {
  if (type === 'docs') return docsFaults(opened, tags);
  const faults = [...(await storyFaults(opened))];
  if (faults.length > 0) return faults;
  for (const look of Object.keys(LOOKS) as Look[]) {
    const inLook = (fault: string): string => `${look}: ${fault}`;
    await opened.setLook(look);
    // Storybook has run axe in the first one.
    if (look !== 'light')
      faults.push(...(await axeFaults(opened.page, [ROOT_ELEMENT])).map(inLook));
    if (look === 'forced colors' || tags.includes(UNPICTURED)) continue;
    const screenshot = await takeScreenshot(opened.page);
    faults.push(...(await snapshots.take(id, look, screenshot)).map(inLook));
  }
  return [...faults, ...opened.errors];
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
