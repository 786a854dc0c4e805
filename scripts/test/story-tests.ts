import { readFile } from 'node:fs/promises';
import puppeteer, { type Browser } from 'puppeteer-core';
import { ROOT } from '../build/paths.js';
import { serveFolder } from '../lib/serve-folder.js';
import { runCheck } from './run-check.js';
import { addUp, type Counts } from './counts.js';
import { docsFaults } from './docs-faults.js';
import { BROWSER_FLAGS } from './find-browser.js';
import type { Album } from './screenshots/album.js';
import { openComparedAlbum } from './screenshots/compared-album.js';
import { openRecordedAlbum } from './screenshots/recorded-album.js';
import { takeScreenshot } from './screenshots/take-screenshot.js';
import { storyFaults } from './story-faults.js';
import { LOOKS, openStoryPage, type Look } from './story-page.js';

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

interface Options {
  /** Take the stories' pictures anew, in place of comparing them. */
  readonly update?: boolean;
}

/**
 * Builds the Storybook of the package as built, and opens all of it in a real Chromium, light, dark
 * and in forced colours. The play function of a story has to run through, axe must find nothing, and
 * light and dark it looks as in test/screenshots/. A page of documentation shows no error.
 */
export async function testStories(executablePath: string, options: Options = {}): Promise<Counts> {
  const flags = ['--disable-telemetry', '--quiet', '-o', 'storybook-static'];
  const build = await runCheck('storybook', 'storybook', 'build', ...flags);
  if (build.failed) return build;
  console.log('\n— stories');
  const album = await (options.update
    ? openRecordedAlbum(PICTURES)
    : openComparedAlbum(PICTURES, DIFFERING));
  return addUp([build, await openEntries(executablePath, album)]);
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
