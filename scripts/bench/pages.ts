import type { Page } from 'puppeteer-core';
import { withFreshPage } from './browser.js';
import { bundleColdTensorflow, bundlePage } from './bundle.js';
import type { Stage } from './row.js';
import type { BenchServer } from './server.js';
import type { BackendName } from './settings.js';

declare global {
  /** Whether a page's module is evaluated. */
  var loaded: boolean;
}

/** What the server adds to a page for the benchmark's own sake: no byte of the library's. */
export const HARNESS = '/bench/';

/** Settles once the page says so, or once anything on it fails. */
const PROLOGUE = `<script>
  began = performance.now();
  firstAnswer = new Promise((resolve, reject) => {
    answered = resolve;
    addEventListener('error', ({ message }) => reject(new Error(message)));
    addEventListener('unhandledrejection', ({ reason }) => reject(reason));
  });
</script>`;

const page = (body: string): string => `<!doctype html><meta charset="utf-8">${body}`;
const module = (path: string): string => `<script type="module" src="${path}"></script>`;

/** Opens a page that is nothing but a module of page/, once that is evaluated. */
export async function withModulePage<Result>(
  { server, browser }: Pick<Stage, 'server' | 'browser'>,
  name: string,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const path = `${HARNESS}${name}.html`;
  if (!server.serves(path)) {
    await serveModule(server, name);
    const load = `await import('${HARNESS}${name}.js'); loaded = true;`;
    server.serve(
      path,
      page(`<script>loaded = false</script><script type="module">${load}</script>`),
    );
  }
  return withFreshPage(browser, server.origin + path, async (page) => {
    await page.waitForFunction(() => loaded);
    return use(page);
  });
}

/** Bundles a module of page/ for the pages below. */
export async function serveModule(server: BenchServer, name: string): Promise<void> {
  server.serve(`${HARNESS}${name}.js`, await bundlePage(name));
}

/** The element as a page has it, with a drawing as soon as it is there. @returns the page's path. */
export function serveColdElement(server: BenchServer, backend: string): string {
  const path = `${HARNESS}cold-element-${backend}.html`;
  const element = `<digit-recognizer backend="${backend}" loading="eager"></digit-recognizer>`;
  const scripts = module('/dist/digit-recognizer.js') + module(`${HARNESS}cold-element.js`);
  server.serve(path, page(PROLOGUE + scripts + element));
  return path;
}

/** The recogniser without an element. @returns the page's path. */
export function serveColdRecognizer(server: BenchServer, backend: string, model: string): string {
  const path = `${HARNESS}cold-recognizer.html`;
  server.serve(path, page(PROLOGUE + module(`${HARNESS}cold-recognizer.js`)));
  return `${path}?${new URLSearchParams({ backend, model }).toString()}`;
}

/** @returns the path of the page, with what it has to know. */
export async function serveColdTensorflow(
  server: BenchServer,
  backend: BackendName,
  model: string,
): Promise<string> {
  const script = `/tensorflow/cold-${backend}.js`;
  server.serve(script, await bundleColdTensorflow(backend));
  const path = `${HARNESS}cold-tensorflow-${backend}.html`;
  server.serve(path, page(PROLOGUE + module(script)));
  return `${path}?${new URLSearchParams({ backend, model }).toString()}`;
}

/**
 * The page that watches its main thread.
 *
 * @param loading of the element; `none` for a page without one.
 * @returns its path.
 */
export function serveBlocked(server: BenchServer, backend: string, loading: string): string {
  const path = `${HARNESS}blocked-${backend}-${loading}.html`;
  const element = `<digit-recognizer backend="${backend}" loading="${loading}"></digit-recognizer>`;
  const body = PROLOGUE + module(`${HARNESS}blocked.js`) + (loading === 'none' ? '' : element);
  server.serve(path, page(body));
  return `${path}?loading=${loading}`;
}
