import { readFile } from 'node:fs/promises';
import puppeteer, { type Browser } from 'puppeteer-core';
import { ROOT } from '../build/paths.js';
import { serveFolder } from '../lib/serve-folder.js';
import { runCheck } from './checks.js';
import { addUp, type Counts } from './counts.js';
import { BROWSER_FLAGS } from './find-browser.js';
import { LOOKS, openStory, type Look } from './open-story.js';

const STATIC = `${ROOT}storybook-static/`;

/**
 * Builds the Storybook of the package as built, and opens every story in a real Chromium, light, dark
 * and in forced colours: its play function has to run through, and axe must find nothing.
 */
export async function testStories(executablePath: string): Promise<Counts> {
  const options = ['--disable-telemetry', '--quiet', '-o', 'storybook-static'];
  const build = await runCheck('storybook', 'storybook', 'build', ...options);
  return build.failed ? build : addUp([build, await openStories(executablePath)]);
}

async function openStories(executablePath: string): Promise<Counts> {
  console.log('\n— stories');
  const stories = await storiesOf(STATIC);
  const server = await serveFolder(STATIC);
  const browser = await puppeteer.launch({ executablePath, args: BROWSER_FLAGS });
  let passed = 0;
  let failed = 0;
  try {
    for (const story of stories) {
      for (const look of LOOKS) {
        const faults = await faultsOf(browser, `${server.origin}/iframe.html`, story, look);
        if (faults.length === 0) passed++;
        else failed++;
        if (faults.length > 0) console.log(`✖ ${story}, ${look}\n  ${faults.join('\n  ')}`);
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  console.log(
    `${stories.length} stories in ${LOOKS.length} looks: ${passed} passed, ${failed} failed`,
  );
  return { passed, failed, skipped: 0 };
}

async function faultsOf(
  browser: Browser,
  url: string,
  story: string,
  look: Look,
): Promise<readonly string[]> {
  const page = await browser.newPage();
  try {
    return await openStory(page, url, story, look);
  } catch (error) {
    return [String(error)];
  } finally {
    await page.close();
  }
}

async function storiesOf(folder: string): Promise<string[]> {
  const index = JSON.parse(await readFile(`${folder}index.json`, 'utf8')) as {
    entries: Record<string, { id: string; type: string }>;
  };
  return Object.values(index.entries)
    .filter(({ type }) => type === 'story')
    .map(({ id }) => id);
}
