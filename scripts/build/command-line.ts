import { chmod, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundledLicences } from './licences.js';
import { DIST, ROOT } from './paths.js';

/** Some of what is bundled is CommonJS, which asks for Node's modules with `require`. */
const PROLOGUE = `#!/usr/bin/env node
/*! digit-recognizer, MIT. What it contains, and under which licences: cli.licences.txt */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
const require = createRequire(import.meta.url);
const __filename = fileURLToPath(import.meta.url);
const __dirname = dirname(__filename);`;

/**
 * Bundles `npx digit-recognizer` with all it needs into one Node module: what a page installs
 * stays the same, and who converts a network installs nothing more.
 */
export async function buildCommandLine(): Promise<void> {
  const file = `${DIST}cli.js`;
  const { metafile } = await build({
    entryPoints: [`${ROOT}scripts/cli/main.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    banner: { js: PROLOGUE },
    // Only TensorFlow.js's loaders of URLs ask for it, and Node has a fetch of its own.
    external: ['node-fetch'],
    tsconfig: `${ROOT}tsconfig.json`,
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: ROOT,
  });
  await chmod(file, 0o755);
  await writeFile(`${DIST}cli.licences.txt`, await bundledLicences(Object.keys(metafile.inputs)));
}
