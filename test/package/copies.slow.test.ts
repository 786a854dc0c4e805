import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { globSync } from 'glob';
import { describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { DIST, ROOT } from '../../scripts/build/paths.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { watchPage } from './element-page.js';

const { strokes, digit } = DRAWINGS.find((drawing) => drawing.digit === 7)!;

const OTHER_VERSION = '9.9.9';

/** What the package has for a page that computes on `cpu`, at another address. */
async function copyAt(
  folder: string,
  change = (code: string) => code,
): Promise<Record<string, string | Uint8Array>> {
  const files = globSync('{*.js,chunks/*,elements/*,backends/cpu.js,models/pen/*}', {
    cwd: DIST,
    ignore: 'cli.js',
  });
  const contents = files.map(async (file) => {
    const content = await readFile(DIST + file);
    return [`${folder}/${file}`, file.endsWith('.js') ? change(content.toString()) : content];
  });
  return Object.fromEntries(await Promise.all(contents)) as Record<string, string | Uint8Array>;
}

const module = (path: string) => `<script type="module" src="${path}"></script>`;
const classic = (path: string) => `<script src="${path}"></script>`;

const { version: VERSION } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as {
  version: string;
};
const MODULE = module('/dist/digit-recognizer.js');
const OTHER_MODULE = module('/other/digit-recognizer.js');
const STANDALONE = classic('/dist/digit-recognizer.standalone.js');

interface Case {
  readonly name: string;
  readonly scripts: string;
  /** The versions in the order they come to the page; none where there is but one copy. */
  readonly versions: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'one file twice', scripts: MODULE + MODULE, versions: [] },
  {
    name: 'one file with and without a query',
    scripts: MODULE + module('/dist/digit-recognizer.js?again'),
    versions: [],
  },
  {
    name: 'two versions',
    scripts: OTHER_MODULE + MODULE,
    versions: [OTHER_VERSION, VERSION],
  },
  {
    name: 'one version at two addresses',
    scripts: MODULE + module('/copy/digit-recognizer.js'),
    versions: [VERSION, VERSION],
  },
  { name: 'the classic script twice', scripts: STANDALONE.repeat(2), versions: [VERSION, VERSION] },
  {
    name: 'the classic script beside a module of another version',
    scripts: OTHER_MODULE + STANDALONE,
    versions: [VERSION, OTHER_VERSION],
  },
];

const pageOf = (scripts: string) => `<!doctype html><link rel="icon" href="data:,">${scripts}
  <digit-recognizer backend="cpu" loading="eager"></digit-recognizer>`;

/** What the page's registry and its global library hold. */
async function holdings(tab: Page) {
  return tab.evaluate(() => {
    const registered = customElements.get('digit-recognizer') as
      (CustomElementConstructor & { version: string }) | undefined;
    const library = globalThis.DigitRecognizer as typeof globalThis.DigitRecognizer | undefined;
    return {
      version: registered?.version,
      fitting: library === undefined || library.DigitRecognizerElement === registered,
    };
  });
}

describe('the library twice on a page', () => {
  const chromium = useChromium(async () => {
    const changed = (code: string) => code.replaceAll(`"${VERSION}"`, `"${OTHER_VERSION}"`);
    const pages = CASES.map(({ scripts }, i) => [`/${i}.html`, pageOf(scripts)]);
    return {
      pages: {
        ...(await copyAt('/copy')),
        ...(await copyAt('/other', changed)),
        ...Object.fromEntries(pages),
      },
    };
  });

  for (const [i, { name, scripts, versions }] of CASES.entries()) {
    const [first = VERSION, second] = versions;
    const manner = second === undefined ? 'silently' : 'with one warning that names both';
    it(`${name}: the first serves all elements, ${manner}`, async () => {
      const tab = await chromium.newPage();
      const said: string[] = [];
      tab.on('pageerror', (error) => said.push(String(error)));
      tab.on('console', (message) => said.push(message.text()));
      const watched = await watchPage(tab);
      await watched.open(`${chromium.server.origin}/${i}.html`);
      assert.equal((await watched.draw(strokes)).digit, digit);
      assert.deepEqual(await holdings(tab), { version: first, fitting: true });
      assert.equal(said.length, second === undefined ? 0 : 1, `${scripts}\n${said.join('\n')}`);
      if (second !== undefined)
        assert.match(said[0]!, new RegExp(`${first} is on this page.*${second}, loaded after`));
    });
  }
});
