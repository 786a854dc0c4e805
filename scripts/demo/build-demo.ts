import { cp, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { DIST, ROOT } from '../build/paths.js';

const SOURCE = `${ROOT}stories/demo/`;

/** Files of dist/ that the demo does not load. */
const NOT_FETCHED = /\/(types|cli\.js|cli\.licenses\.txt|digit-recognizer\.standalone\.js)$/;

/** Builds the page that measures a backend. A frame shows it, and it needs `dist/` in the same folder. */
export async function buildMeasurePage(folder: string): Promise<void> {
  await buildScripts(folder, { measure: `${SOURCE}measure-page.ts` });
  await cp(`${SOURCE}measure.html`, `${folder}measure.html`);
}

/**
 * Builds the demo into a folder, after emptying it: static files for any server, with the library from
 * dist/ and the networks of models/.
 */
export async function buildDemo(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await buildScripts(folder, { demo: `${SOURCE}main.ts` });
  await buildMeasurePage(folder);
  await build({
    entryPoints: [`${SOURCE}demo.css`],
    outdir: folder,
    bundle: true,
    minify: true,
    // Otherwise esbuild would replace light-dark(), and lose custom properties that canvases read.
    target: 'esnext',
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'icon.svg']) {
    await cp(SOURCE + name, folder + name);
  }
  await cp(`${ROOT}stories/templates`, `${folder}templates`, { recursive: true });
  await cp(`${ROOT}models`, `${folder}models`, { recursive: true });
  await cp(DIST, `${folder}dist`, {
    recursive: true,
    filter: (file) => !NOT_FETCHED.test(file),
  });
}

async function buildScripts(
  outdir: string,
  entryPoints: Readonly<Record<string, string>>,
): Promise<void> {
  await build({
    ...{ entryPoints, outdir, bundle: true, format: 'esm', target: 'es2022' },
    ...{ minify: true, sourcemap: true },
    tsconfig: `${ROOT}tsconfig.json`,
    logLevel: 'warning',
  });
}
