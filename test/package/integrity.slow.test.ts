import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, it } from 'node:test';
import { DIST } from '../../scripts/build/paths.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles, type FileServer } from '../support/file-server.js';
import { elementPage, watchPage, type EventDetail } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
const BACKENDS = ['cpu', 'wasm', 'webgl', 'webgpu'];
const PRELOADED = 'chunks/element.js';
const NETWORK = 'chunks/bundled-network.js';
const BINARY = 'wasm/tfjs-backend-wasm-simd.wasm';

const digests = JSON.parse(await readFile(`${DIST}integrity.json`, 'utf8')) as Record<
  string,
  string
>;

/** As docs/policies.md says: the digests of all modules in an import map, on the script's tag and on a preload. */
function pageWithIntegrity(attributes: string): string {
  const integrity = Object.fromEntries(
    Object.entries(digests).map(([name, digest]) => [`/dist/${name}`, digest]),
  );
  const map = `<script type="importmap">${JSON.stringify({ integrity })}</script>`;
  const preload = `<link rel="modulepreload" crossorigin href="/dist/${PRELOADED}" integrity="${digests[PRELOADED]}">`;
  return elementPage(`loading="eager" ${attributes}`).replace(
    '<script type="module"',
    `${map}${preload}<script type="module" crossorigin integrity="${digests['digit-recognizer.js']}"`,
  );
}

/** The same file with one bit of one byte another: of a module a letter, so that it may still run. */
async function damaged(name: string): Promise<Uint8Array> {
  const bytes = await readFile(DIST + name);
  bytes[bytes.length - 3]! ^= 1;
  return bytes;
}

describe('a page that states the digests of dist/integrity.json', () => {
  const chromium = useChromium();
  let server: FileServer;
  afterEach(() => server?.close());

  /**
   * @param awaited event of the element; without one, the page has loaded all it can.
   * @param changed file of dist/ with a damaged byte.
   */
  async function visit(attributes: string, awaited?: string, changed?: string) {
    server = await serveFiles({
      pages: {
        '/page.html': pageWithIntegrity(attributes),
        ...(changed && { [`/dist/${changed}`]: await damaged(changed) }),
      },
    });
    const watched = await watchPage(await chromium.newPage());
    const url = `${server.origin}/page.html`;
    const detail = awaited ? await watched.open(url, awaited) : {};
    if (!awaited) await watched.page.goto(url, { waitUntil: 'networkidle0' });
    return { ...watched, ...(detail as EventDetail) };
  }

  function assertRefused(complaints: readonly string[], file: string): void {
    assert.ok(complaints.some((text) => /integrity/.test(text) && text.includes(file)));
  }

  it('has one for each file, and each is right', async () => {
    for (const [name, digest] of Object.entries(digests)) {
      const sum = createHash('sha384').update(await readFile(DIST + name));
      assert.equal(digest, `sha384-${sum.digest('base64')}`, name);
    }
  });

  for (const backend of BACKENDS) {
    it(`reads on ${backend}, and fetches no file without one`, async () => {
      const { draw, complaints } = await visit(`backend="${backend}" lang="de"`, 'digit-ready');
      assert.equal((await draw(seven)).digit, 7);
      const fetched = server.requests.filter((path) => path.startsWith('/dist/'));
      assert.ok(fetched.includes('/dist/languages/de.js'), fetched.join(' '));
      for (const path of fetched) assert.ok(path.slice('/dist/'.length) in digests, path);
      assert.equal(fetched.filter((path) => path === `/dist/${PRELOADED}`).length, 1);
      assert.deepEqual(complaints, []);
    });

    const chunk = `backends/${backend}.js`;
    it(`refuses a changed byte in ${chunk}, and says which part it is`, async () => {
      const attributes = `backend="${backend}"`;
      const { code, message, complaints } = await visit(attributes, 'digit-error', chunk);
      assert.equal(code, 'backend-failed');
      assert.match(message!, new RegExp(chunk));
      assertRefused(complaints, chunk);
    });
  }

  for (const file of ['digit-recognizer.js', PRELOADED]) {
    it(`runs nothing where a byte of ${file} is another`, async () => {
      const { page, complaints } = await visit('', undefined, file);
      const isDefined = await page.evaluate(() => !!customElements.get('digit-recognizer'));
      assert.equal(isDefined, false);
      assertRefused(complaints, file);
    });
  }

  it('refuses a changed byte in the bundled network, and says which part it is', async () => {
    const { code, message, complaints } = await visit('', 'digit-error', NETWORK);
    assert.equal(code, 'part-unreachable');
    assert.match(message!, /holds the bundled network.*chunks\/bundled-network\.js/);
    assertRefused(complaints, NETWORK);
  });

  it('is told by the library itself that the wasm binary is another', async () => {
    const { code, message } = await visit('backend="wasm"', 'digit-error', BINARY);
    assert.equal(code, 'backend-unavailable', message);
    assert.match(message!, /wasm-simd.*SHA-256.*damaged or of another version/);
  });
});
