/** A way to run a project: in development, or as deployed. */
export interface HostMode {
  /** Command that runs first, to its end. */
  readonly build?: string;
  /** Command of a server that listens at PORT; without it, `folder` is served. */
  readonly serve?: string;
  /** Below the project. */
  readonly folder?: string;
  /** By default only the start page. */
  readonly pages?: readonly string[];
}

/** A tool for building applications, and its project as a new user would create it. */
export interface Host {
  /** From npm, with exact versions; the first is the tool itself. */
  readonly packages: Readonly<Record<string, string>>;
  /** Contents by path, without any configuration for this package. */
  readonly files: Readonly<Record<string, string>>;
  /** By name; names of development servers start with `dev`. */
  readonly modes: Readonly<Record<string, HostMode>>;
}

const IMPORT = `import 'digit-recognizer';`;
const FIELD = '<digit-recognizer></digit-recognizer>';
const HEAD = '<meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">';
const AT = '--host 127.0.0.1 --port PORT';

/** @param script attributes of its script. */
const page = (script: string): string =>
  `<!doctype html><html lang="en"><head>${HEAD}</head><body>${FIELD}<script ${script}></script></body></html>`;

const vite = (version: string): Host => ({
  packages: { vite: version },
  files: { 'index.html': page('type="module" src="/main.js"'), 'main.js': IMPORT },
  modes: {
    dev: { serve: `vite ${AT} --strictPort` },
    build: { build: 'vite build', folder: 'dist' },
  },
});

const astro: Host = {
  packages: { astro: '5.18.2' },
  files: {
    'src/pages/index.astro': `<html lang="en"><head>${HEAD}</head><body>${FIELD}<script>${IMPORT}</script></body></html>`,
  },
  modes: { dev: { serve: `astro dev ${AT}` }, build: { build: 'astro build', folder: 'dist' } },
};

/** @param flags choose the bundler. */
function nextModes(name: string, flags: string): Record<string, HostMode> {
  const pages = ['/', '/component', '/server'];
  const at = AT.replace('--host ', '--hostname ');
  return {
    [`dev${name}`]: { serve: `next dev ${flags} ${at}`, pages },
    [`build${name}`]: { build: `next build ${flags}`, serve: `next start ${at}`, pages },
  };
}

const next: Host = {
  packages: { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1', '@lit/react': '1.0.8' },
  files: {
    'app/layout.jsx': `export const metadata = { title: 'Host', icons: { icon: 'data:,' } };
      export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
    // The element itself, in a client component.
    'app/page.jsx': `'use client';
      ${IMPORT}
      export default function Page() { return <digit-recognizer />; }`,
    // The component, in a client component that renders what the event says.
    'app/component/page.jsx': `'use client';
      import { useState } from 'react';
      import { DigitRecognizer } from 'digit-recognizer/react';
      export default function Page() {
        const [digit, setDigit] = useState(null);
        const heard = ({ detail }) => setDigit(detail.digit);
        return <><DigitRecognizer onDigitRecognized={heard} /><output>{digit}</output></>;
      }`,
    // The component in a server component.
    'app/server/page.jsx': `import { DigitRecognizer } from 'digit-recognizer/react';
      export default function Page() { return <DigitRecognizer name="answer" />; }`,
  },
  modes: { ...nextModes('', ''), ...nextModes('-webpack', '--webpack') },
};

const PARCEL_PAGES = ['/index.html', '/standalone.html'];

const parcel: Host = {
  packages: { parcel: '2.16.4' },
  files: {
    'index.html': page('type="module" src="./main.js"'),
    'main.js': IMPORT,
    'standalone.html': page('type="module" src="./standalone.js"'),
    'standalone.js': `import 'digit-recognizer/standalone';`,
  },
  modes: {
    dev: { serve: `parcel serve ${AT} index.html standalone.html`, pages: PARCEL_PAGES },
    build: {
      build: 'parcel build index.html standalone.html',
      folder: 'dist',
      pages: PARCEL_PAGES,
    },
  },
};

const NG = '20.3.35';

const angular: Host = {
  packages: {
    ...{ '@angular/cli': '20.3.43', '@angular/build': '20.3.41', '@angular/core': NG },
    ...{ '@angular/common': NG, '@angular/compiler': NG, '@angular/compiler-cli': NG },
    ...{ '@angular/platform-browser': NG, rxjs: '7.8.2', tslib: '2.8.1', typescript: '5.9.3' },
  },
  files: {
    'angular.json': `{ "version": 1, "projects": { "host": { "projectType": "application", "root": "", "architect": {
      "build": {
        "builder": "@angular/build:application",
        "options": { "browser": "src/main.ts", "index": "src/index.html", "tsConfig": "tsconfig.json" },
        "configurations": { "development": { "optimization": false, "sourceMap": true } }
      },
      "serve": {
        "builder": "@angular/build:dev-server",
        "options": { "buildTarget": "host:build:development" }
      }
    } } } }`,
    'tsconfig.json': `{
      "compilerOptions": { "strict": true, "skipLibCheck": true, "importHelpers": true, "target": "ES2022",
        "module": "preserve", "experimentalDecorators": true, "types": [] },
      "files": ["src/main.ts"]
    }`,
    'src/index.html': `<!doctype html><html lang="en"><head>${HEAD}<base href="/"></head><body><app-root></app-root></body></html>`,
    'src/main.ts': `${IMPORT}
      import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection } from '@angular/core';
      import { bootstrapApplication } from '@angular/platform-browser';
      @Component({ selector: 'app-root', schemas: [CUSTOM_ELEMENTS_SCHEMA], template: '${FIELD}' })
      class App {}
      void bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });`,
  },
  modes: {
    dev: { serve: `ng serve ${AT}` },
    build: { build: 'ng build', folder: 'dist/host/browser' },
  },
};

const esbuild: Host = {
  packages: { esbuild: '0.28.2' },
  files: {
    'index.html': page('type="module" src="esm/main.js"'),
    'iife.html': page('src="iife/main.js"'),
    'main.js': IMPORT,
  },
  modes: {
    build: {
      build: `esbuild main.js --bundle --minify --format=esm --splitting --outdir=esm &&
        esbuild main.js --bundle --minify --format=iife --outdir=iife`,
      folder: '.',
      pages: ['/index.html', '/iife.html'],
    },
  },
};

/** webpack and Rspack, which have the same configuration. */
const webpackLike = (command: string, packages: Record<string, string>): Host => ({
  packages,
  files: { 'public/index.html': page('src="/main.js"'), 'src/index.js': IMPORT },
  modes: {
    dev: { serve: `${command} serve --mode development ${AT}` },
    build: {
      build: `${command} build --mode production && cp public/index.html dist/`,
      folder: 'dist',
    },
  },
});

const webpack = webpackLike('webpack', {
  ...{ webpack: '5.112.2', 'webpack-cli': '7.3.1', 'webpack-dev-server': '5.2.7' },
});

const rspack = webpackLike('rspack', {
  ...{ '@rspack/core': '2.3.3', '@rspack/cli': '2.2.8', '@rspack/dev-server': '2.2.2' },
});

const sveltekit: Host = {
  packages: {
    ...{ '@sveltejs/kit': '2.70.4', '@sveltejs/vite-plugin-svelte': '7.3.1' },
    ...{ svelte: '5.57.3', vite: '8.3.8' },
  },
  files: {
    'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite';
      export default { plugins: [sveltekit()] };`,
    'src/app.html': `<!doctype html><html lang="en"><head>${HEAD}%sveltekit.head%</head>
      <body><div>%sveltekit.body%</div></body></html>`,
    'src/routes/+page.svelte': `<script>${IMPORT}</script>${FIELD}`,
  },
  modes: {
    dev: { serve: `vite dev ${AT} --strictPort` },
    build: { build: 'vite build', serve: `vite preview ${AT} --strictPort` },
  },
};

/** What `npm run test:hosts` tries, by name. */
export const HOSTS: Readonly<Record<string, Host>> = {
  ...{ vite5: vite('5.4.21'), vite6: vite('6.4.6'), vite7: vite('7.3.8'), vite8: vite('8.3.8') },
  ...{ astro, next, parcel, angular, esbuild, webpack, rspack, sveltekit },
};
