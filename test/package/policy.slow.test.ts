import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateNetwork } from '../../scripts/bench/generated-network.js';
import { WEIGHTS_FILE } from '../../scripts/lib/descriptor.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { elementPage, watchPage } from './element-page.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

/** A server of pages by name, under one policy. */
function site(policy: string, pages: Readonly<Record<string, string>>) {
  const files = Object.entries(pages).map(([name, page]) => [`/${name}.html`, page]);
  return {
    pages: Object.fromEntries(files) as Record<string, string>,
    headers: { 'content-security-policy': policy },
  };
}

describe('a page whose policy has no wasm-unsafe-eval', () => {
  const choices = ['auto', 'wasm', 'wasm cpu', 'webgl', 'webgpu'];
  const chromium = useChromium(
    site(
      "default-src 'self'; script-src 'self'; img-src 'self' data:",
      Object.fromEntries(
        choices.map((backend) => [
          backend.replace(' ', '-'),
          elementPage(`backend="${backend}" loading="eager"`),
        ]),
      ),
    ),
  );

  /** Opens a page, and draws a 7 in it. */
  async function draw(name: string, awaited: 'digit-recognized' | 'digit-error') {
    const { server } = chromium;
    server.requests.length = 0;
    const watched = await watchPage(await chromium.newPage());
    const loaded = awaited === 'digit-error' ? 'digit-error' : 'digit-ready';
    await watched.open(`${server.origin}/${name}.html`, loaded);
    const detail = await watched.draw(seven, awaited);
    const strokes = await watched.page.evaluate(
      () => document.querySelector('digit-recognizer')?.strokes.length,
    );
    assert.equal(strokes, seven.length);
    assert.deepEqual(
      server.requests.filter((path) => path.endsWith('.wasm')),
      [],
    );
    return { ...detail, heard: watched.log.heard, complaints: watched.complaints };
  }

  it('reads on auto, and asks for no wasm', async () => {
    const { digit, complaints } = await draw('auto', 'digit-recognized');
    assert.equal(digit, 7);
    assert.deepEqual(complaints, []);
  });

  for (const backend of ['webgl', 'webgpu']) {
    it(`reads on ${backend} as elsewhere`, async () => {
      const answer = await draw(backend, 'digit-recognized');
      assert.deepEqual([answer.digit, answer.backend], [7, backend]);
    });
  }

  it('is told why backend="wasm" cannot be, before 137 kB are fetched in vain', async () => {
    const { code, message } = await draw('wasm', 'digit-error');
    assert.equal(code, 'backend-unavailable');
    assert.match(message!, /wasm backend.*Content-Security-Policy.*'wasm-unsafe-eval'/);
  });

  it('reads on the next of a list, and says which', async () => {
    const { digit, heard } = await draw('wasm-cpu', 'digit-recognized');
    assert.equal(digit, 7);
    assert.deepEqual(heard, ['digit-ready cpu', 'digit-recognized cpu']);
  });
});

describe('a page that enforces Trusted Types', () => {
  const BACKENDS = ['cpu', 'wasm', 'webgl', 'webgpu'];
  const chromium = useChromium(
    site(
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; " +
        // Lit makes its templates by a policy of this name, from text that stands in the code.
        "require-trusted-types-for 'script'; trusted-types lit-html",
      Object.fromEntries(
        BACKENDS.map((name) => [
          name,
          elementPage(`backend="${name}" loading="eager" display="chips"`),
        ]),
      ),
    ),
  );

  for (const backend of BACKENDS) {
    it(`is drawn on, answered by ${backend}, corrected and wiped, and nothing is held up`, async () => {
      const watched = await watchPage(await chromium.newPage());
      const { page, log, complaints } = watched;
      await watched.open(`${chromium.server.origin}/${backend}.html`);
      // The policy is at work: what the element must not do fails here.
      const refused = await page.evaluate(() => {
        try {
          document.createElement('div').innerHTML = '<b>text</b>';
          return '';
        } catch (error) {
          return (error as Error).name;
        }
      });
      assert.equal(refused, 'TypeError');
      complaints.length = 0;
      const answer = await watched.draw(seven);
      assert.deepEqual([answer.digit, answer.backend], [7, backend]);
      const corrected = log.next('digit-corrected');
      await page.evaluate(() => document.querySelector('digit-recognizer')?.focus());
      await page.keyboard.press('1');
      assert.equal((await corrected).digit, 1);
      const left = await page.evaluate(async () => {
        const element = document.querySelector('digit-recognizer')!;
        const svg = element.toSVG();
        const { type } = await element.toBlob();
        element.lang = 'de';
        element.clear();
        await element.updateComplete;
        return [svg.startsWith('<svg'), type, element.value, element.strokes.length];
      });
      assert.deepEqual(left, [true, 'image/png', '', 0]);
      assert.deepEqual(complaints, []);
    });
  }
});

/** So large that `auto` would take wasm first: 20 to 1,000 million multiply-adds. */
const { multiplyAdds, json, weights } = generateNetwork(25e6, 1);
const LARGE = '/large/model.json';

describe('a page that allows nothing but its own scripts, styles and connections', () => {
  /** The scripts that the strictest policy for each backend allows; wasm needs one word more. */
  const ROWS: Readonly<Record<string, string>> = {
    ...{ auto: "'self'", cpu: "'self'", webgl: "'self'", webgpu: "'self'" },
    wasm: "'self' 'wasm-unsafe-eval'",
  };
  const strict = (scripts: string) => {
    const policy = `default-src 'none'; script-src ${scripts}; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'`;
    const backends = Object.keys(ROWS).map((name) => [name, `backend="${name}"`]);
    const pages = [...backends, ['large', `model="${LARGE}"`]].map(([name, attributes]) => [
      name!,
      // Under this policy a page can have no icon either.
      elementPage(`loading="eager" display="chips" ${attributes}`).replace(
        /<link rel="icon"[^>]*>/,
        '',
      ),
    ]);
    const { pages: served, headers } = site(policy, Object.fromEntries(pages));
    const network = { [LARGE]: json, [`/large/${WEIGHTS_FILE}`]: weights };
    return useChromium({ pages: { ...served, ...network }, headers });
  };
  const sites = { "'self'": strict("'self'"), [ROWS.wasm!]: strict(ROWS.wasm!) };

  /** What a page answered and asked for, itself and the icon that browsers look for left out. */
  async function visit(scripts: string, name: string) {
    const { server, newPage } = sites[scripts]!;
    const watched = await watchPage(await newPage());
    await watched.open(`${server.origin}/${name}.html`);
    const { digit, backend } = await watched.draw(seven);
    // Everything else that makes nodes, styles or addresses.
    await watched.page.evaluate(async () => {
      const element = document.querySelector('digit-recognizer')!;
      element.toSVG();
      await element.toBlob();
      element.lang = 'de';
      element.setCustomValidity('No.');
      element.reportValidity();
      element.clear();
      await element.updateComplete;
    });
    assert.deepEqual(watched.complaints, []);
    const isElsewhere = (url: string) => new URL(url).origin !== server.origin;
    assert.deepEqual(watched.urls.filter(isElsewhere), []);
    const urls = watched.urls.slice(1).filter((url) => !url.endsWith('/favicon.ico'));
    return { digit, backend, urls };
  }

  for (const [name, scripts] of Object.entries(ROWS)) {
    it(`${name} reads under script-src ${scripts}, and asks its own origin alone`, async () => {
      const { digit, backend, urls } = await visit(scripts, name);
      assert.deepEqual([digit, backend], [7, name === 'auto' ? 'cpu' : name]);
      assert.ok(urls.length >= 5, urls.join(' '));
    });
  }

  it('auto passes over wasm for a network that it would take it for, and fetches none of it', async () => {
    assert.ok(multiplyAdds > 20e6 && multiplyAdds < 1e9);
    const { backend, urls } = await visit("'self'", 'large');
    assert.equal(backend, 'webgl');
    assert.ok(
      urls.some((url) => url.endsWith('/webgl.js')),
      urls.join(' '),
    );
    assert.deepEqual(
      urls.filter((url) => url.includes('wasm')),
      [],
    );
  });

  it('and auto takes it as soon as that is allowed', async () => {
    const { backend } = await visit(ROWS.wasm!, 'large');
    assert.equal(backend, 'wasm');
  });
});
