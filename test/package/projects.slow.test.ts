import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { build as bundle } from 'esbuild';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';
import { build, createServer, type InlineConfig, type PluginOption } from 'vite';
import { ROOT } from '../../scripts/build/paths.js';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/test/browsers.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles } from '../support/file-server.js';
import { drawInPage, logEvents } from './element-page.js';
import {
  freshProject,
  packPackage,
  type FreshProject,
  type PackedPackage,
} from './fresh-project.js';

const { strokes, digit } = DRAWINGS.find((drawing) => drawing.digit === 7)!;

const page = (body: string): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${body}`;

const MAIN = '<script type="module" src="/main.js"></script>';

describe('the packed package in a fresh project', () => {
  let packed: PackedPackage;
  let browser: Browser;

  before(async () => {
    packed = await packPackage();
    browser = await puppeteer.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  });
  after(async () => {
    await browser?.close();
    await packed?.remove();
  });

  /** Makes the project, and whatever happens takes it away again. */
  async function inProject(
    files: Readonly<Record<string, string>>,
    frameworks: readonly string[],
    use: (project: FreshProject) => Promise<void>,
  ): Promise<void> {
    const project = await freshProject(packed, files, frameworks);
    try {
      await use(project);
    } finally {
      await project.remove();
    }
  }

  /** Opens a page, draws on the element in it, and compares what it reads; nothing may go wrong on the way. */
  async function reads(
    url: string,
    backend: string,
    afterwards?: (tab: Page) => Promise<void>,
  ): Promise<void> {
    const tab = await browser.newPage();
    try {
      const faults: string[] = [];
      tab.on('pageerror', (error) => faults.push(String(error)));
      tab.on('console', (message) => {
        // Lit says so on every development server.
        const isExpected = message.text().startsWith('Lit is in dev mode');
        if (['error', 'warn'].includes(message.type()) && !isExpected) faults.push(message.text());
      });
      tab.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
      tab.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        const own = protocol === 'file:' || origin === new URL(url).origin;
        if (!own && !/^(data|blob):/.test(request.url())) faults.push(`foreign: ${request.url()}`);
      });
      const events = await logEvents(tab);
      const failed = events.next('digit-error').then(({ message }) => Promise.reject(message));
      const ready = events.next('digit-ready');
      const recognized = events.next('digit-recognized');
      await tab.goto(url);
      await Promise.race([ready, failed, tooLate(faults)]);
      await drawInPage(tab, strokes);
      const result = await Promise.race([recognized, failed]);
      assert.deepEqual([result.digit, result.backend], [digit, backend]);
      await afterwards?.(tab);
      assert.deepEqual(faults, []);
    } finally {
      await tab.close();
    }
  }

  /** What the pages of React write when they are told of a result: that, and a property they set. */
  async function told(tab: Page): Promise<void> {
    const text = await tab.evaluate(() => document.querySelector('output')!.value);
    assert.equal(text, `${digit} above 0.125`);
  }

  /** A page whose script does not load says nothing at all. */
  async function tooLate(faults: readonly string[]): Promise<never> {
    await setTimeout(20_000, undefined, { ref: false });
    throw new Error(`The element was not ready in 20 s. ${faults.join('\n')}`);
  }

  async function served(
    folder: string,
    file: string,
    backend: string,
    afterwards?: (tab: Page) => Promise<void>,
  ): Promise<void> {
    const server = await serveFiles({ folders: [folder] });
    try {
      await reads(`${server.origin}/${file}`, backend, afterwards);
    } finally {
      server.close();
    }
  }

  /** Vite as it comes, without a word of configuration about the package. */
  const vite = (root: string, plugins: PluginOption[] = []): InlineConfig => ({
    root,
    plugins,
    configFile: false,
    logLevel: 'error',
  });

  const viteFiles = (backend: string) => ({
    'index.html': page(
      `<digit-recognizer loading="eager" backend="${backend}"></digit-recognizer>${MAIN}`,
    ),
    'main.js': `import 'digit-recognizer';`,
  });

  for (const backend of ['cpu', 'wasm']) {
    it(`reads on ${backend} when built by Vite`, () =>
      inProject(viteFiles(backend), [], async ({ folder }) => {
        await build(vite(folder));
        await served(`${folder}/dist`, 'index.html', backend);
      }));

    it(`reads on ${backend} from Vite's development server`, () =>
      inProject(viteFiles(backend), [], async ({ folder }) => {
        const server = await createServer({ ...vite(folder), server: { host: '127.0.0.1' } });
        await server.listen();
        try {
          await reads(server.resolvedUrls!.local[0]!, backend);
        } finally {
          await server.close();
        }
      }));
  }

  it('reads in an application of React, of which JSX knows the element, with its listeners', () =>
    inProject(
      {
        'index.html': page(`<main></main><output></output>${MAIN.replace('.js', '.jsx')}`),
        'main.jsx': `
          import { createRoot } from 'react-dom/client';
          import 'digit-recognizer';
          createRoot(document.querySelector('main')).render(
            <digit-recognizer
              name="answer" loading="eager" backend="cpu" required min-confidence={0.125}
              ondigit-recognized={({ detail, currentTarget }) => {
                document.querySelector('output').value = detail.digit + ' above ' + currentTarget.minConfidence;
              }}
            />,
          );`,
      },
      ['react', 'react-dom'],
      async ({ folder }) => {
        await build(vite(folder, [react()]));
        await served(`${folder}/dist`, 'index.html', 'cpu', told);
      },
    ));

  it('reads as a component of React, which hands on its events and sets its properties', () =>
    inProject(
      {
        'index.html': page(`<main></main><output></output>${MAIN.replace('.js', '.jsx')}`),
        'main.jsx': `
          import { useState } from 'react';
          import { createRoot } from 'react-dom/client';
          import { DigitRecognizer } from 'digit-recognizer/react';
          function App() {
            const [digit, setDigit] = useState(null);
            return (
              <DigitRecognizer
                name="answer" loading="eager" backend="cpu" minConfidence={0.125} readOnly={digit !== null}
                onDigitRecognized={({ detail, currentTarget }) => {
                  document.querySelector('output').value = detail.digit + ' above ' + currentTarget.minConfidence;
                  setDigit(detail.digit);
                }}
              />
            );
          }
          createRoot(document.querySelector('main')).render(<App />);`,
      },
      ['react', 'react-dom', '@lit/react'],
      async ({ folder }) => {
        await build(vite(folder, [react()]));
        await served(`${folder}/dist`, 'index.html', 'cpu', async (tab) => {
          await tab.waitForSelector('digit-recognizer[readonly]');
          await told(tab);
        });
      },
    ));

  it('reads in an application of Vue, served from a folder of a site', () =>
    inProject(
      {
        'index.html': page(`<main></main>${MAIN}`),
        'main.js': `
          import { createApp } from 'vue';
          import App from './App.vue';
          import 'digit-recognizer';
          createApp(App).mount('main');`,
        'App.vue': `
          <script setup>const backend = 'wasm';</script>
          <template><digit-recognizer name="answer" loading="eager" :backend="backend" /></template>`,
      },
      ['vue'],
      async ({ folder }) => {
        const isCustomElement = (tag: string): boolean => tag.startsWith('digit-');
        const plugin = vue({ template: { compilerOptions: { isCustomElement } } });
        await build({ ...vite(folder, [plugin]), base: './' });
        await served(folder, 'dist/index.html', 'wasm');
      },
    ));

  it('reads in plain HTML with an import map', () =>
    inProject(
      {
        'index.html': page(`
          <script type="importmap">
            { "imports": { "digit-recognizer": "/node_modules/digit-recognizer/dist/digit-recognizer.js" } }
          </script>
          <script type="module">import 'digit-recognizer';</script>
          <digit-recognizer loading="eager" backend="wasm"></digit-recognizer>`),
      },
      [],
      ({ folder }) => served(folder, 'index.html', 'wasm'),
    ));

  it('reads in plain HTML opened from the disk, with the classic script', () =>
    inProject(
      {
        'index.html': page(`
          <script src="node_modules/digit-recognizer/dist/digit-recognizer.standalone.js"></script>
          <digit-recognizer loading="eager" backend="cpu"></digit-recognizer>`),
      },
      [],
      ({ folder }) => reads(`file://${folder}/index.html`, 'cpu'),
    ));

  it('reads as a component of React beside a script tag, whose elements it takes', () =>
    inProject(
      {
        'index.html': page(`
          <script src="node_modules/digit-recognizer/dist/digit-recognizer.standalone.js"></script>
          <main></main><script type="module" src="main.js"></script>`),
        'app.js': `
          import { createElement } from 'react';
          import { createRoot } from 'react-dom/client';
          import { DigitRecognizer } from 'digit-recognizer/react';
          createRoot(document.querySelector('main')).render(
            createElement(DigitRecognizer, { loading: 'eager', backend: 'cpu' }),
          );`,
      },
      ['react', 'react-dom', '@lit/react'],
      async ({ folder }) => {
        await bundle({
          entryPoints: [path.join(folder, 'app.js')],
          outfile: path.join(folder, 'main.js'),
          bundle: true,
          format: 'esm',
          define: { 'process.env.NODE_ENV': '"production"' },
          logLevel: 'error',
        });
        await served(folder, 'index.html', 'cpu');
      },
    ));

  for (const format of ['esm', 'iife'] as const) {
    it(`reads when a bundler that moves no files makes one script of it: ${format}`, () =>
      inProject(
        { ...viteFiles('auto'), 'app.js': `import 'digit-recognizer';` },
        [],
        async ({ folder }) => {
          await bundle({
            entryPoints: [path.join(folder, 'app.js')],
            outfile: path.join(folder, 'main.js'),
            bundle: true,
            format,
            logLevel: 'error',
          });
          await served(folder, 'index.html', 'cpu');
        },
      ));
  }

  it('reads when a bundler that moves no files takes the standalone script', () =>
    inProject(
      { ...viteFiles('wasm'), 'app.js': `import 'digit-recognizer/standalone';` },
      [],
      async ({ folder }) => {
        await bundle({
          entryPoints: [path.join(folder, 'app.js')],
          outfile: path.join(folder, 'main.js'),
          bundle: true,
          format: 'esm',
          logLevel: 'error',
        });
        await served(folder, 'index.html', 'wasm');
      },
    ));

  it('is typed for TypeScript as strict as it can be, in Node and for bundlers', () =>
    inProject(
      {
        'app.ts': `
          import { DigitRecognizerElement, type Result } from 'digit-recognizer';
          import { createRecognizer } from 'digit-recognizer/recognizer';
          import { define } from 'digit-recognizer/elements/define.js';
          import { DigitPadElement } from 'digit-recognizer/elements/digit-pad-element.js';
          define('my-digit');
          const field = document.querySelector('digit-recognizer')!;
          const same: DigitRecognizerElement = field;
          const digit: string = same.value;
          const updated: Promise<boolean> = field.updateComplete;
          const inherited: DOMRect = field.getBoundingClientRect();
          const { version }: { version: string } = DigitRecognizerElement;
          const result: Promise<Result | null> = createRecognizer().then((r) => r.recognize([]));
          const heard: Result[] = [];
          window.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
          document.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
          document.body.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
          field.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
          // @ts-expect-error A result has no number.
          field.addEventListener('digit-recognized', ({ detail }) => detail.number);
          field.addEventListener('keydown', (event) => void event.key);
          // @ts-expect-error A drawing is an array of strokes.
          new DigitPadElement().strokes = 7;
          export { digit, inherited, result, updated, version };`,
        ...readmeScripts(),
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            ...{ strict: true, noEmit: true, skipLibCheck: false, types: [] },
            ...{ target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'] },
          },
          include: ['*.ts'],
        }),
      },
      [],
      async ({ folder }) => {
        // The last one resolves as a bundler does.
        for (const module of ['node16', 'nodenext', 'preserve']) {
          const command = ['-p', folder, '--module', module];
          await promisify(execFile)(`${ROOT}node_modules/.bin/tsc`, command).catch(({ stdout }) =>
            assert.fail(`with --module ${module}:\n${stdout}`),
          );
        }
      },
    ));
});

/** The scripts of the README's pages, in files of an application that imports the package. */
function readmeScripts(): Record<string, string> {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  const pages = [...readme.matchAll(/```html\n(.*?)```/gs)].map(([, html]) => html!);
  const scripts = pages.flatMap((html) => [
    ...html.matchAll(/<script(?: type="module")?>(.*?)<\/script>/gs),
  ]);
  assert.ok(scripts.length > 0);
  return Object.fromEntries(
    scripts.map(([, script], i) => [`readme-${i}.ts`, `import 'digit-recognizer';\n${script}`]),
  );
}
