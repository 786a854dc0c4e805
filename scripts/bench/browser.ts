import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { DIST, ROOT } from '../build/paths.js';
import { reasonOf, ScriptError } from '../lib/cli.js';
import { BROWSER_FLAGS, findBrowser } from '../test/browsers.js';

export const BACKENDS = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKENDS)[number];

/** Where the server has the bundled network and the exercise's. */
export const MODELS = {
  pen: '/models/pen/model.json',
  exercise: '/models/mnist-exercise/model.json',
} as const;

/** Where the server has TensorFlow.js's own wasm binaries. */
const TENSORFLOW_WASM = '/tensorflow-wasm/';
/** Paths of the benchmark's own pages and scripts, whose bytes are not counted. */
const HARNESS = '/bench/';
/** A software GPU may take minutes. */
const TIMEOUT = 600_000;

const SCRIPTS = fileURLToPath(new URL('./', import.meta.url));

// Server

export interface BenchServer {
  readonly origin: string;
  /** Serves content at a path, until the server closes. */
  serve(path: string, content: string | Uint8Array): void;
  serves(path: string): boolean;
  /** What was sent since the last call, without the benchmark's own files. */
  takeTransfers(): readonly { readonly path: string; readonly bytes: number }[];
  close(): Promise<void>;
}

const MOUNTS: Readonly<Record<string, string>> = {
  '/dist/': DIST,
  '/models/': `${ROOT}models/`,
  [TENSORFLOW_WASM]: `${ROOT}node_modules/@tensorflow/tfjs-backend-wasm/dist/`,
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves dist/, models/ and what is added, gzipped, to this machine alone. Its pages are
 * cross-origin isolated: the browser's clock then counts in steps of 5 µs instead of 100 µs.
 */
export async function startServer(): Promise<BenchServer> {
  // Compressed once, so that no measurement waits for gzip.
  const files = new Map<string, Buffer>();
  let transfers: { path: string; bytes: number }[] = [];
  const serve = (path: string, content: string | Uint8Array): Buffer => {
    const body = gzipSync(content, { level: 9 });
    files.set(path, body);
    return body;
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const ready = files.get(path);
    Promise.resolve(ready ?? readMounted(path).then((file) => serve(path, file))).then(
      (bytes) => {
        transfers.push({ path, bytes: bytes.length });
        response.writeHead(200, {
          'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
          'content-encoding': 'gzip',
          'content-length': bytes.length,
          'cache-control': 'no-store',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve,
    serves: (path) => files.has(path),
    takeTransfers() {
      const taken = transfers.filter(({ path }) => !path.startsWith(HARNESS));
      transfers = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readMounted(path: string): Promise<Buffer> {
  const mount = Object.keys(MOUNTS).find((prefix) => path.startsWith(prefix));
  const name = normalize(decodeURIComponent(path.slice(mount?.length)));
  if (mount === undefined || name.startsWith('..')) throw new Error(`${path} is not served`);
  return readFile(join(MOUNTS[mount]!, name));
}

// Browser

export function requireBrowser(): string {
  try {
    return findBrowser();
  } catch (error) {
    throw new ScriptError('no-browser', reasonOf(error));
  }
}

export function launchBrowser(executablePath: string): Promise<Browser> {
  return puppeteer.launch({
    executablePath,
    // Every page compiles its shaders itself.
    args: [...BROWSER_FLAGS, '--disable-gpu-shader-disk-cache', '--disable-gpu-program-cache'],
    protocolTimeout: TIMEOUT,
  });
}

/**
 * Opens a page that shares nothing with others, and closes it after use.
 *
 * @param browser a running browser, or the program to start one that nothing has warmed up.
 */
export async function withFreshPage<Result>(
  browser: Browser | string,
  url: string,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context =
    typeof browser === 'string'
      ? await launchBrowser(browser)
      : await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    const failed = new Promise<never>((_, reject) => page.once('pageerror', reject));
    return await Promise.race([page.goto(url).then(() => use(page)), failed]);
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    throw new ScriptError('page-failed', `${url}: ${reasonOf(error)}`);
  } finally {
    await context.close();
  }
}

// Pages

/** `firstAnswer` settles once the page calls `answered` or anything on it fails. */
const PROLOGUE = `<script>
  began = performance.now();
  firstAnswer = new Promise((resolve, reject) => {
    answered = resolve;
    addEventListener('error', ({ message }) => reject(new Error(message)));
    addEventListener('unhandledrejection', ({ reason }) => reject(reason));
  });
</script>`;

const importBackend = (backend: string): string =>
  backend === 'wasm'
    ? // As it runs on ordinary pages, which are not cross-origin isolated.
      `import { env } from '@tensorflow/tfjs-core';
      import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
      setWasmPaths('${TENSORFLOW_WASM}');
      env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);`
    : `import '@tensorflow/tfjs-backend-${backend}';`;

const IMPORT_TENSORFLOW = `
  import { setBackend, tensor4d } from '@tensorflow/tfjs-core';
  import { loadLayersModel } from '@tensorflow/tfjs-layers';
  import { tensorflowOpener } from './page.js';
  const openTensorflow = tensorflowOpener({ setBackend, tensor4d, loadLayersModel });`;

/** Scripts of pages, from what page.ts exports. */
export const PAGE_SCRIPTS = {
  ours: `import { createBench, openOurs } from './page.js';
    globalThis.bench = createBench({ ours: openOurs });`,
  both: `${BACKENDS.map(importBackend).join('\n')} ${IMPORT_TENSORFLOW}
    import { createBench, openOurs } from './page.js';
    globalThis.bench = createBench({ ours: openOurs, tensorflow: openTensorflow });`,
  coldElement: `import { answerColdElement } from './page.js'; void answerColdElement();`,
  coldRecognizer: `import { answerCold, openOurs } from './page.js'; void answerCold(openOurs);`,
  coldTensorflow: (backend: BackendName) =>
    `${importBackend(backend)} ${IMPORT_TENSORFLOW}
    import { answerCold } from './page.js';
    void answerCold(openTensorflow);`,
  watch: `import { watchElement } from './page.js'; void watchElement();`,
} as const;

export async function bundle(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: SCRIPTS, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    // TensorFlow.js needs these only in Node.
    external: ['fs', 'path', 'os', 'worker_threads', 'perf_hooks', 'util', 'crypto'],
    tsconfig: `${ROOT}tsconfig.json`,
    logLevel: 'error',
  });
  return outputFiles[0]!.contents;
}

/** Serves a page that settles `firstAnswer`. @param name unique among pages. */
export function servePage(
  server: BenchServer,
  name: string,
  scripts: readonly string[],
  body = '',
): string {
  const path = `${HARNESS}${name}.html`;
  const tags = scripts.map((script) => `<script type="module" src="${script}"></script>`).join('');
  server.serve(path, `<!doctype html><meta charset="utf-8">${PROLOGUE}${tags}${body}`);
  return path;
}

/** Bundles and serves a script of the benchmark, whose bytes are not counted. */
export async function serveScript(
  server: BenchServer,
  name: Exclude<keyof typeof PAGE_SCRIPTS, 'coldTensorflow'>,
): Promise<string> {
  const path = `${HARNESS}${name}.js`;
  if (!server.serves(path)) server.serve(path, await bundle(PAGE_SCRIPTS[name]));
  return path;
}

/** Opens a page on which `bench` answers: with our library, or with both. */
export async function withBenchPage<Result>(
  { server, browser }: { readonly server: BenchServer; readonly browser: Browser },
  libraries: 'ours' | 'both',
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const path = servePage(server, libraries, [await serveScript(server, libraries)]);
  return withFreshPage(browser, server.origin + path, async (page) => {
    await page.waitForFunction(() => 'bench' in globalThis);
    return use(page);
  });
}
