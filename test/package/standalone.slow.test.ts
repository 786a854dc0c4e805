import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT } from '../../scripts/build/paths.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { readNumberInPage, watchPage } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)?.strokes ?? [];

describe('dist/digit-recognizer.standalone.js in a page opened from file://', () => {
  let folder: string;
  const chromium = useChromium();

  before(async () => {
    // Alone in a folder of its own: nothing of dist/ is beside it to be fetched.
    folder = await mkdtemp(path.join(tmpdir(), 'standalone-'));
    await copyFile(
      `${ROOT}dist/digit-recognizer.standalone.js`,
      path.join(folder, 'digit-recognizer.standalone.js'),
    );
  });

  after(() => rm(folder, { recursive: true, force: true }));

  for (const backend of ['auto', 'cpu', 'wasm', 'webgl', 'webgpu']) {
    it(`reads a digit drawn with the pointer on ${backend}`, async () => {
      const file = path.join(folder, `${backend}.html`);
      await writeFile(
        file,
        `<!doctype html><script src="digit-recognizer.standalone.js"></script>
         <digit-recognizer backend="${backend}" loading="eager"></digit-recognizer>`,
      );
      const watched = await watchPage(await chromium.newPage());
      await watched.open(`file://${file}`);
      const { digit, backend: used } = await watched.draw(seven);
      assert.equal(digit, 7);
      if (backend !== 'auto') assert.equal(used, backend);
      assert.equal(await readNumberInPage(watched.page, seven), '7');
      const others = watched.urls.filter(
        (url) => !url.startsWith(`file://${folder}`) && !url.startsWith('blob:'),
      );
      assert.deepEqual(others, []);
      assert.equal(
        watched.urls.length,
        2,
        `the page and its script only: ${watched.urls.join(', ')}`,
      );
    });
  }
});
