import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import type * as Library from '../../src/recognizer.js';
import { findOnPath } from '../../scripts/test/browsers.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles, type FileServer } from '../support/file-server.js';
import { elementPage } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const executablePath = findOnPath('firefox-esr', 'firefox');
const skip = executablePath ? false : 'Firefox is not on PATH';

/** Settings of Firefox with which a page gets noise for the pixels of a canvas. */
const PROTECTIONS = [
  { 'privacy.resistFingerprinting': true },
  {
    'privacy.fingerprintingProtection': true,
    'privacy.fingerprintingProtection.overrides': '+AllTargets',
  },
];

let server: FileServer;
let browser: Browser | undefined;
let home: string;
let page: Page;

async function open(preferences: Record<string, unknown>): Promise<void> {
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: executablePath!,
    // Firefox writes there, and refuses a folder of another user's.
    env: { ...process.env, HOME: home },
    extraPrefsFirefox: preferences,
  });
  page = await browser.newPage();
  await page.goto(`${server.origin}/page.html`);
}

/** What becomes of a seven in each form: its digit, or the code of the error. */
function answers(): Promise<Record<string, unknown>> {
  return page.evaluate(async (strokes) => {
    const { createRecognizer } = (await import('/dist/recognizer.js' as string)) as typeof Library;
    const recognizer = await createRecognizer({ backend: 'cpu' });
    const element = document.querySelector('digit-recognizer')!;
    await element.updateComplete;
    element.strokes = strokes;
    const canvas = Object.assign(document.createElement('canvas'), { width: 100, height: 100 });
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 100, 100);
    context.lineWidth = 8;
    context.stroke(
      new Path2D(strokes.map((s) => `M${s.map(({ x, y }) => `${x} ${y}`).join(' L')}`).join(' ')),
    );
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(element.toSVG())}`;
    await image.decode();
    const settled: Record<string, unknown> = {};
    const inputs: Record<string, Library.RecognizerInput> = {
      canvas,
      image,
      bitmap: await createImageBitmap(canvas),
      pixels: context.getImageData(0, 0, 100, 100),
      strokes,
    };
    for (const name of Object.keys(inputs)) {
      settled[name] = await recognizer.recognize(inputs[name]!).then(
        (result) => result && result.digit,
        (error: { code: string }) => error.code,
      );
    }
    settled.toBlob = await element.toBlob().then(
      ({ type }) => type,
      (error: { code: string }) => error.code,
    );
    settled.element = (await element.recognize())?.digit;
    return settled;
  }, seven);
}

describe('pictures in Firefox', { skip }, () => {
  before(async () => {
    server = await serveFiles({
      pages: { '/page.html': elementPage('loading="eager" backend="cpu"') },
    });
    home = await mkdtemp(path.join(tmpdir(), 'digit-recognizer-firefox-'));
  });
  after(async () => {
    await browser?.close();
    server.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  it('are read, as they usually are', async () => {
    await open({});
    assert.deepEqual(await answers(), {
      canvas: 7,
      image: 7,
      bitmap: 7,
      pixels: 7,
      strokes: 7,
      toBlob: 'image/png',
      element: 7,
    });
  });

  for (const preferences of PROTECTIONS) {
    it(`are refused by name, never misread, with ${Object.keys(preferences)[0]}`, async () => {
      await browser?.close();
      await open(preferences);
      assert.deepEqual(await answers(), {
        canvas: 'picture-blocked',
        image: 'picture-blocked',
        bitmap: 'picture-blocked',
        pixels: 'picture-blocked',
        strokes: 7,
        toBlob: 'picture-blocked',
        element: 7,
      });
    });
  }
});
