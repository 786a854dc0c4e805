import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { measureBuild, type SizeReport } from '../../scripts/size/size.js';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { elementPage } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

describe('what a page requests up to its first answer', () => {
  let report: SizeReport;
  before(async () => {
    report = await measureBuild();
  });
  const BACKENDS = ['auto', 'cpu', 'wasm', 'webgl', 'webgpu'];
  const pages = BACKENDS.map((name) => [`/${name}.html`, elementPage(`backend="${name}"`)]);
  const chromium = useChromium({ pages: Object.fromEntries(pages) });

  for (const backend of BACKENDS) {
    it(`is what the sum of ${backend} counts`, async () => {
      const { requests, origin } = chromium.server;
      requests.length = 0;
      const page = await chromium.newFreshPage();
      await page.goto(`${origin}/${backend}.html`);
      const answer = await page.evaluate(async (strokes) => {
        await customElements.whenDefined('digit-recognizer');
        const element = document.querySelector('digit-recognizer') as DigitRecognizerElement;
        element.strokes = strokes;
        return element.recognize();
      }, seven);
      assert.equal(answer?.digit, 7);
      if (backend !== 'auto') assert.equal(answer.backend, backend);
      const sum = report.sums.find(({ name }) => name === backend)!;
      const expected = [`${backend}.html`, ...sum.files.map((file) => `dist/${file}`)];
      assert.deepEqual(requests.map((path) => path.slice(1)).sort(), expected.sort());
    });
  }
});
