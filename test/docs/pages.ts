import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { ROOT } from '../../scripts/build/paths.js';
import { launchChromium } from '../support/chromium.js';
import { serveFiles } from '../support/file-server.js';

/** Opens pages in Chromium from a server that also has the package. */
export interface Pages {
  /** Fails if a file or the element is missing, it does not get ready, or the console has an error or a warning. */
  show(html: string): Promise<void>;
  close(): Promise<void>;
}

/** Any network: documents only say where one is. */
const NETWORK = `${ROOT}models/mnist-exercise/`;

const SCRIPT = '<script type="module" src="/digit-recognizer/dist/digit-recognizer.js"></script>';
const IMPORT_MAP = `<script type="importmap">${JSON.stringify({
  imports: {
    'digit-recognizer': '/digit-recognizer/dist/digit-recognizer.js',
    'digit-recognizer/recognizer': '/digit-recognizer/dist/recognizer.js',
  },
})}</script>`;

/** What a browser on this machine says of its GPU, and not of the page. */
const ABOUT_THE_GPU = /software WebGL|GPU stall/;

/**
 * @param folder of a project that has the package installed.
 * @param files other files that the server has, by name.
 */
export async function openPages(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<Pages> {
  const library = `${folder}/node_modules/digit-recognizer/dist`;
  const served: Record<string, string | Uint8Array> = {};
  for (const [name, content] of Object.entries(files)) served[`/${name}`] = content;
  for (const name of readdirSync(NETWORK)) {
    for (const place of ['network', 'OUTDIR'])
      served[`/${place}/${name}`] = readFileSync(NETWORK + name);
  }
  const server = await serveFiles({
    pages: served,
    folders: [folder, `${folder}/node_modules`, library],
  });
  const browser = await launchChromium();
  return {
    async show(html) {
      served['/'] = withDigests(html, library);
      // A service worker must not answer for the next page.
      const context = await browser.createBrowserContext();
      try {
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => {
          const text = message.text();
          const isBad = ['error', 'warn'].includes(message.type());
          if (isBad && !ABOUT_THE_GPU.test(text)) complaints.push(text);
        });
        page.on('response', (response) => {
          if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
        });
        await page.goto(`${server.origin}/`);
        await page.waitForSelector('digit-recognizer, number-recognizer, digit-pad', {
          timeout: 10_000,
        });
        complaints.push(...(await page.evaluate(waitForElements)));
        await page.waitForNetworkIdle({ idleTime: 100 });
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** A page with a block of HTML, and with what that leaves to the page around it. */
export function pageWith(html: string): string {
  const hasMap = html.includes('type="importmap"');
  const hasScript = /<script[^>]+src=|import 'digit-recognizer'/.test(html);
  const script = hasMap ? "<script type=module>import 'digit-recognizer'</script>" : SCRIPT;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
    ${hasMap ? '' : IMPORT_MAP}${html}${hasScript ? '' : script}
    ${/<(digit|number)-/.test(html) ? '' : '<digit-recognizer></digit-recognizer>'}`;
}

/** Puts a file's digest in the place of `sha384-…`. */
function withDigests(html: string, library: string): string {
  const digests = JSON.parse(readFileSync(`${library}/integrity.json`, 'utf8')) as Record<
    string,
    string
  >;
  return html.replaceAll('sha384-…', (_, at: number) => {
    const [, file] = [...html.slice(0, at).matchAll(/\/dist\/([\w./-]+)"/g)].at(-1)!;
    assert.ok(file! in digests, `The library has no ${file}.`);
    return digests[file!]!;
  });
}

/** Waits until all fields can read. Runs in the page. @returns what the browser did not understand. */
async function waitForElements(): Promise<string[]> {
  const isGlobal = /^(aria-.*|class|dir|id|lang|role|slot|style|tabindex)$/;
  const fields = document.querySelectorAll<HTMLElement & { ready: Promise<unknown> }>(
    'digit-recognizer, number-recognizer',
  );
  for (const field of fields) await field.ready;
  const faults: string[] = [];
  for (const element of document.body.querySelectorAll('*')) {
    const tag = element.localName;
    if (!tag.includes('-')) continue;
    const known = customElements.get(tag) as { observedAttributes?: string[] } | undefined;
    if (!known) faults.push(`<${tag}> is not defined`);
    for (const name of element.getAttributeNames()) {
      const isKnown = isGlobal.test(name) || known?.observedAttributes?.includes(name);
      if (!isKnown) faults.push(`<${tag}> has no attribute ${name}`);
    }
  }
  for (const { cssRules } of document.styleSheets) {
    for (const { cssText } of cssRules) {
      if (/\{\s*\}$/.test(cssText)) faults.push(`No declaration of ${cssText} is valid`);
    }
  }
  return faults;
}
