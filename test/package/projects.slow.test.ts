import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { build as bundle } from 'esbuild';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';
import { build, createServer, type InlineConfig } from 'vite';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { serveFiles } from '../support/file-server.js';
import { readNumberInPage, watchPage } from './element-page.js';
import { installPackage, type FreshProject, type InstalledPackage } from './fresh-project.js';

const { strokes, digit } = DRAWINGS.find((drawing) => drawing.digit === 7)!;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  /** Packages of this repository that the project has too. */
  readonly frameworks?: readonly string[];
  /** What has to answer. */
  readonly backend: string;
  make?(folder: string): Promise<unknown>;
  /** Folder of the project that is served; the project by default. */
  readonly served?: string;
  /** The page that is opened; `index.html` by default. */
  readonly start?: string;
  /** Looks at the page when the digit was read. */
  check?(tab: Page): Promise<void>;
}

const page = (body: string): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${body}`;
const field = (backend: string): string =>
  `<digit-recognizer loading="eager" backend="${backend}"></digit-recognizer>`;
const script = (name: string): string => `<script type="module" src="${name}"></script>`;
const STANDALONE =
  '<script src="node_modules/digit-recognizer/dist/digit-recognizer.standalone.js"></script>';

/** Vite as it comes, without a word of configuration about the package. */
const vite = (root: string, config: InlineConfig = {}): InlineConfig => ({
  ...{ root, configFile: false, logLevel: 'error', ...config },
});
const viteFiles = (backend: string) => ({
  'index.html': page(field(backend) + script('/main.js')),
  'main.js': `import 'digit-recognizer';`,
});
const builtByVite = (config?: InlineConfig) => ({
  make: (folder: string) => build(vite(folder, config)),
  served: 'dist',
});

/** A bundler that moves no files. */
const bundled = (format: 'esm' | 'iife' = 'esm') => ({
  make: (folder: string) =>
    bundle({
      entryPoints: [path.join(folder, 'app.js')],
      outfile: path.join(folder, 'main.js'),
      ...{ bundle: true, format, logLevel: 'error' as const },
      define: { 'process.env.NODE_ENV': '"production"' },
    }),
});

/** The pages of React write what they are told of a result, and a property they set. */
const reactPage = {
  'index.html': page(`<main></main><output></output>${script('/main.jsx')}`),
};
async function assertTold(tab: Page): Promise<void> {
  const text = await tab.evaluate(() => document.querySelector('output')!.value);
  assert.equal(text, `${digit} above 0.125`);
}

const isCustomElement = (tag: string): boolean => tag.startsWith('digit-');

const CASES: Readonly<Record<string, Case>> = {
  'on cpu when built by Vite': { files: viteFiles('cpu'), backend: 'cpu', ...builtByVite() },

  'on wasm when built by Vite': { files: viteFiles('wasm'), backend: 'wasm', ...builtByVite() },

  'in an application of React, of which JSX knows the element, with its listeners': {
    files: {
      ...reactPage,
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
    frameworks: ['react', 'react-dom'],
    backend: 'cpu',
    ...builtByVite({ plugins: [react()] }),
    check: assertTold,
  },

  'as a component of React, which hands on its events and sets its properties': {
    files: {
      ...reactPage,
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
    frameworks: ['react', 'react-dom', '@lit/react'],
    backend: 'cpu',
    ...builtByVite({ plugins: [react()] }),
    async check(tab) {
      await tab.waitForSelector('digit-recognizer[readonly]');
      await assertTold(tab);
    },
  },

  'in an application of Vue, served from a folder of a site': {
    files: {
      'index.html': page(`<main></main>${script('/main.js')}`),
      'main.js': `
        import { createApp } from 'vue';
        import App from './App.vue';
        import 'digit-recognizer';
        createApp(App).mount('main');`,
      'App.vue': `
        <script setup>const backend = 'wasm';</script>
        <template><digit-recognizer name="answer" loading="eager" :backend="backend" /></template>`,
    },
    frameworks: ['vue'],
    backend: 'wasm',
    ...builtByVite({
      plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
      base: './',
    }),
    served: '.',
    start: 'dist/index.html',
  },

  'in plain HTML with an import map': {
    files: {
      'index.html': page(`
        <script type="importmap">
          { "imports": { "digit-recognizer": "/node_modules/digit-recognizer/dist/digit-recognizer.js" } }
        </script>
        <script type="module">import 'digit-recognizer';</script>${field('wasm')}`),
    },
    backend: 'wasm',
  },

  'as a component of React beside a script tag, whose elements it takes': {
    files: {
      'index.html': page(`${STANDALONE}<main></main>${script('main.js')}`),
      'app.js': `
        import { createElement } from 'react';
        import { createRoot } from 'react-dom/client';
        import { DigitRecognizer } from 'digit-recognizer/react';
        createRoot(document.querySelector('main')).render(
          createElement(DigitRecognizer, { loading: 'eager', backend: 'cpu' }),
        );`,
    },
    frameworks: ['react', 'react-dom', '@lit/react'],
    backend: 'cpu',
    ...bundled(),
  },

  ...Object.fromEntries(
    (['esm', 'iife'] as const).map((format) => [
      `when a bundler that moves no files makes one script of it: ${format}`,
      {
        files: { ...viteFiles('auto'), 'app.js': `import 'digit-recognizer';` },
        backend: 'cpu',
        ...bundled(format),
      },
    ]),
  ),

  'when a bundler that moves no files takes the standalone script': {
    files: { ...viteFiles('wasm'), 'app.js': `import 'digit-recognizer/standalone';` },
    backend: 'wasm',
    ...bundled(),
  },
};

describe('the packed package in a fresh project', () => {
  const chromium = useChromium();
  let installed: InstalledPackage;
  let project: FreshProject;
  before(async () => {
    installed = await installPackage();
  });
  afterEach(() => project.remove());
  after(() => installed.remove());

  /** @returns the folder of a project that is removed after the running test. */
  async function newProject(
    files: Readonly<Record<string, string>>,
    frameworks?: readonly string[],
  ): Promise<string> {
    project = await installed.newProject(files, frameworks);
    return project.folder;
  }

  /** Opens a page, draws on the element in it, and compares what it reads; nothing may go wrong on the way. */
  async function reads(
    url: string,
    backend: string,
    check?: (tab: Page) => Promise<void>,
  ): Promise<void> {
    const tab = await chromium.newPage();
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
    const watched = await watchPage(tab);
    const failed = watched.log.next('digit-error').then(({ message }) => Promise.reject(message));
    await Promise.race([watched.open(url), failed, tooLate(faults)]);
    const result = await Promise.race([watched.draw(strokes), failed]);
    assert.deepEqual([result.digit, result.backend], [digit, backend]);
    await check?.(tab);
    assert.equal(await readNumberInPage(tab, strokes), String(digit));
    assert.deepEqual(faults, []);
  }

  /** A page whose script does not load says nothing at all. */
  async function tooLate(faults: readonly string[]): Promise<never> {
    await setTimeout(20_000, undefined, { ref: false });
    throw new Error(`The element was not ready in 20 s. ${faults.join('\n')}`);
  }

  for (const [name, row] of Object.entries(CASES)) {
    it(`reads ${name}`, async () => {
      const folder = await newProject(row.files, row.frameworks);
      await row.make?.(folder);
      const server = await serveFiles({ folders: [path.join(folder, row.served ?? '.')] });
      try {
        await reads(`${server.origin}/${row.start ?? 'index.html'}`, row.backend, row.check);
      } finally {
        server.close();
      }
    });
  }

  for (const backend of ['cpu', 'wasm']) {
    it(`reads on ${backend} from Vite's development server`, async () => {
      const folder = await newProject(viteFiles(backend));
      const server = await createServer(vite(folder, { server: { host: '127.0.0.1' } }));
      await server.listen();
      try {
        await reads(server.resolvedUrls!.local[0]!, backend);
      } finally {
        await server.close();
      }
    });
  }

  it('reads in plain HTML opened from the disk, with the classic script', async () => {
    const folder = await newProject({ 'index.html': page(STANDALONE + field('cpu')) });
    await reads(`file://${folder}/index.html`, 'cpu');
  });
});
