import { chmod, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundledLicenses } from './licenses.js';
import { DIST, ROOT } from './paths.js';

/** Some bundled packages are CommonJS and need `require` for Node's modules. */
const PROLOGUE = `#!/usr/bin/env node
/*! digit-recognizer, MIT. What it contains, and under which licenses: cli.licenses.txt */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
const require = createRequire(import.meta.url);
const __filename = fileURLToPath(import.meta.url);
const __dirname = dirname(__filename);`;

/**
 * Bundles `npx digit-recognizer` with all it needs into one Node module. So neither pages nor those
 * who convert a network install more packages.
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
    // Only TensorFlow.js's URL loaders import it; Node has its own fetch.
    external: ['node-fetch'],
    tsconfig: `${ROOT}tsconfig.json`,
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: ROOT,
  });
  await chmod(file, 0o755);
  await writeFile(`${DIST}cli.licenses.txt`, await bundledLicenses(Object.keys(metafile.inputs)));
}
