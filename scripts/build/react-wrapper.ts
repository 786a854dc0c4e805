import { build } from 'esbuild';
import { DIST, ROOT } from './paths.js';

/**
 * Translates src/react.ts alone: React and `@lit/react` are the application's, and the elements are
 * those of dist/digit-recognizer.js, so that a page has them once.
 */
export async function buildReactWrapper(): Promise<void> {
  await build({
    entryPoints: [`${ROOT}src/react.ts`],
    outdir: DIST,
    bundle: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: `${ROOT}tsconfig.json`,
    logLevel: 'warning',
  });
}
