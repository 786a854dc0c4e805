import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { DIST, ROOT } from './build/paths.js';
import { SAMPLE_DIGITS } from './lib/sample-drawings.js';
import { BROWSER_FLAGS, findBrowser } from './test/browsers.js';

/**
 * Takes the README's picture, docs/screenshot.png, of what dist/ holds: the element in light and in
 * dark, each with a digit drawn by the mouse. Run `npm run build` first.
 */
const PAGE = `<!doctype html><meta charset="utf-8">
<style>
  body { margin: 0; display: flex; width: max-content; font-family: system-ui, sans-serif; }
  div { padding: 28px; background: Canvas; }
  .light { color-scheme: light; }
  .dark { color-scheme: dark; }
</style>
<script src="file://${DIST}digit-recognizer.standalone.js"></script>
<div class="light"><digit-recognizer loading="eager" display="bars"></digit-recognizer></div>
<div class="dark"><digit-recognizer loading="eager" display="bars"></digit-recognizer></div>`;

const folder = await mkdtemp(path.join(tmpdir(), 'screenshot-'));
const browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
try {
  const file = path.join(folder, 'index.html');
  await writeFile(file, PAGE);
  const page = await browser.newPage();
  await page.setViewport({ width: 800, height: 800, deviceScaleFactor: 2 });
  await page.goto(`file://${file}`);
  const elements = await page.$$('digit-recognizer');
  for (const [i, element] of elements.entries()) {
    const box = await element.evaluate((host) => {
      const { x, y, width } = host.shadowRoot
        ?.querySelector('digit-pad')
        ?.getBoundingClientRect() ?? {
        x: 0,
        y: 0,
        width: 0,
      };
      return { x, y, width };
    });
    const points = (SAMPLE_DIGITS[i] ?? []).map(
      ([x, y]) => [box.x + (x / 100) * box.width, box.y + (y / 100) * box.width] as const,
    );
    const [start] = points;
    if (!start) continue;
    await page.mouse.move(...start);
    await page.mouse.down();
    for (const point of points) await page.mouse.move(...point);
    await page.mouse.up();
    await page.waitForFunction((host) => host.value !== '', {}, element);
  }
  await page.mouse.move(0, 0);
  // The bars grow for a moment.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const body = await page.$('body');
  await body?.screenshot({ path: `${ROOT}docs/screenshot.png` });
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
