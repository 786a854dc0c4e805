/** A way to run a project of a tool: as it is developed, or as it is deployed. */
export interface HostMode {
  /** Run to its end first. */
  readonly build?: string;
  /** Runs as long as the pages are looked at, and listens at PORT; without it, `folder` is served. */
  readonly serve?: string;
  /** Below the project. */
  readonly folder?: string;
  /** By default the start page alone. */
  readonly pages?: readonly string[];
}

/** A tool that applications are built with, and a project of it as a new user makes it. */
export interface Host {
  /** From npm, in exact versions; the first is the tool that is tried. */
  readonly packages: Readonly<Record<string, string>>;
  /** Contents by path. Nothing in them is configured for the sake of this package. */
  readonly files: Readonly<Record<string, string>>;
  /** By name; the names of development servers begin with `dev`. */
  readonly modes: Readonly<Record<string, HostMode>>;
}

const IMPORT = `import 'digit-recognizer';`;
const FIELD = '<digit-recognizer></digit-recognizer>';
const REACT = { react: '19.3.1', 'react-dom': '19.3.1' };

const page = (script: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>
<link rel="icon" href="data:,"></head><body>${FIELD}<script ${script}></script></body></html>`;

function vite(version: string): Host {
  return {
    packages: { vite: version },
    files: { 'index.html': page('type="module" src="/main.js"'), 'main.js': IMPORT },
    modes: {
      dev: { serve: 'vite --host 127.0.0.1 --port PORT --strictPort' },
      build: { build: 'vite build', folder: 'dist' },
    },
  };
}

const astro: Host = {
  packages: { astro: '5.18.2' },
  files: {
    'src/pages/index.astro': `<html lang="en"><head><meta charset="utf-8"><title>Host</title>
<link rel="icon" href="data:,"></head><body>${FIELD}<script>${IMPORT}</script></body></html>`,
  },
  modes: {
    dev: { serve: 'astro dev --host 127.0.0.1 --port PORT' },
    build: { build: 'astro build', folder: 'dist' },
  },
};

const NEXT_PAGES = ['/', '/component', '/server'];

const next: Host = {
  packages: { next: '16.4.6', ...REACT, '@lit/react': '1.0.8' },
  files: {
    'app/layout.jsx': `export const metadata = { title: 'Host', icons: { icon: 'data:,' } };
export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
    // The element itself, in a client component.
    'app/page.jsx': `'use client';
${IMPORT}
export default function Page() { return <digit-recognizer />; }`,
    // The component, in a client component.
    'app/component/page.jsx': `'use client';
import { useState } from 'react';
import { DigitRecognizer } from 'digit-recognizer/react';
export default function Page() {
  const [digit, setDigit] = useState(null);
  return <><DigitRecognizer onDigitRecognized={({ detail }) => setDigit(detail.digit)} /><output>{digit}</output></>;
}`,
    // The component, straight in a server component.
    'app/server/page.jsx': `import { DigitRecognizer } from 'digit-recognizer/react';
export default function Page() { return <DigitRecognizer name="answer" />; }`,
  },
  modes: {
    dev: { serve: 'next dev --hostname 127.0.0.1 --port PORT', pages: NEXT_PAGES },
    build: {
      build: 'next build',
      serve: 'next start --hostname 127.0.0.1 --port PORT',
      pages: NEXT_PAGES,
    },
    'dev-webpack': {
      serve: 'next dev --webpack --hostname 127.0.0.1 --port PORT',
      pages: NEXT_PAGES,
    },
    'build-webpack': {
      build: 'next build --webpack',
      serve: 'next start --hostname 127.0.0.1 --port PORT',
      pages: NEXT_PAGES,
    },
  },
};

const parcel: Host = {
  packages: { parcel: '2.16.4' },
  files: {
    'index.html': page('type="module" src="./main.js"'),
    'main.js': IMPORT,
    'standalone.html': page('type="module" src="./standalone.js"'),
    'standalone.js': `import 'digit-recognizer/standalone';`,
  },
  modes: {
    dev: {
      serve: 'parcel serve --host 127.0.0.1 --port PORT index.html standalone.html',
      pages: ['/index.html', '/standalone.html'],
    },
    build: {
      build: 'parcel build index.html standalone.html',
      folder: 'dist',
      pages: ['/index.html', '/standalone.html'],
    },
  },
};

const angular: Host = {
  packages: {
    '@angular/cli': '20.3.43',
    '@angular/build': '20.3.41',
    '@angular/common': '20.3.35',
    '@angular/compiler': '20.3.35',
    '@angular/compiler-cli': '20.3.35',
    '@angular/core': '20.3.35',
    '@angular/platform-browser': '20.3.35',
    rxjs: '7.8.2',
    tslib: '2.8.1',
    typescript: '5.9.3',
  },
  files: {
    'angular.json': JSON.stringify({
      version: 1,
      cli: { analytics: false, packageManager: 'npm' },
      projects: {
        host: {
          projectType: 'application',
          root: '',
          sourceRoot: 'src',
          architect: {
            build: {
              builder: '@angular/build:application',
              options: {
                browser: 'src/main.ts',
                index: 'src/index.html',
                tsConfig: 'tsconfig.json',
              },
              configurations: {
                production: {},
                development: { optimization: false, sourceMap: true },
              },
              defaultConfiguration: 'production',
            },
            serve: {
              builder: '@angular/build:dev-server',
              options: { buildTarget: 'host:build:development' },
            },
          },
        },
      },
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...{ strict: true, skipLibCheck: true, experimentalDecorators: true, importHelpers: true },
        ...{ target: 'ES2022', module: 'preserve', types: [] },
      },
      files: ['src/main.ts'],
    }),
    'src/index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>
<base href="/"><link rel="icon" href="data:,"></head><body><app-root></app-root></body></html>`,
    'src/main.ts': `import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
${IMPORT}
@Component({ selector: 'app-root', schemas: [CUSTOM_ELEMENTS_SCHEMA], template: '${FIELD}' })
class App {}
void bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });`,
  },
  modes: {
    dev: { serve: 'ng serve --host 127.0.0.1 --port PORT' },
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

/** webpack and Rspack, which take the same configuration. */
function webpackLike(command: string, packages: Record<string, string>): Host {
  return {
    packages,
    files: {
      'public/index.html': page('src="/main.js"'),
      'src/index.js': IMPORT,
      [`${command}.config.js`]: `export default { output: { publicPath: '/' } };`,
    },
    modes: {
      dev: {
        serve: `${command} serve --mode development --host 127.0.0.1 --port PORT --static public`,
      },
      build: {
        build: `${command} build --mode production && cp public/index.html dist/`,
        folder: 'dist',
      },
    },
  };
}

const sveltekit: Host = {
  packages: {
    '@sveltejs/kit': '2.70.4',
    '@sveltejs/vite-plugin-svelte': '7.3.1',
    svelte: '5.57.3',
    vite: '8.3.8',
  },
  files: {
    'svelte.config.js': 'export default {};',
    'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite';
export default { plugins: [sveltekit()] };`,
    'src/app.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
%sveltekit.head%</head><body><div>%sveltekit.body%</div></body></html>`,
    'src/routes/+page.svelte': `<script>${IMPORT}</script>${FIELD}`,
  },
  modes: {
    dev: { serve: 'vite dev --host 127.0.0.1 --port PORT --strictPort' },
    build: { build: 'vite build', serve: 'vite preview --host 127.0.0.1 --port PORT --strictPort' },
  },
};

/** What `npm run test:hosts` tries, by the names that it takes. */
export const HOSTS: Readonly<Record<string, Host>> = {
  vite5: vite('5.4.21'),
  vite6: vite('6.4.6'),
  vite7: vite('7.3.8'),
  vite8: vite('8.3.8'),
  astro,
  next,
  parcel,
  angular,
  esbuild,
  webpack: webpackLike('webpack', {
    webpack: '5.112.2',
    'webpack-cli': '7.3.1',
    'webpack-dev-server': '5.2.7',
  }),
  rspack: webpackLike('rspack', {
    '@rspack/core': '2.3.3',
    '@rspack/cli': '2.2.8',
    '@rspack/dev-server': '2.2.2',
  }),
  sveltekit,
};
